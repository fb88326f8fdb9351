"""Names of many origins for the benchmark of the coach, written down apart from the lists that it reads with."""

NAMES = {
    "English": "Gemma Dean Tracey Callum Maureen Wayne Harriet Nigel Shannon Trevor|Hargreaves Thistlewood Barraclough Pettifer Ackroyd Gilchrist",
    "Irish": "Aoife Cathal Siobhan Declan Grainne Fintan Nuala Eoin Bernadette Tadhg|O'Halloran Gallagher McGuinness Brannigan Flaherty Keaveney",
    "Scottish": "Morag Hamish Catriona Struan Eilidh Lachlan Kirsty Fergus Ailsa Gregor|MacAskill Abernethy Colquhoun Drummond McKechnie Farquharson",
    "Welsh": "Rhiannon Gethin Angharad Emyr Nerys Iestyn Cerys Dafydd Eluned Gwilym|Prydderch Llewellyn Bevan Penhallow Gwynne Maddocks",
    "Polish": "Agnieszka Zbigniew Malgorzata Krzysztof Danuta Slawomir Bozena Wojciech Iwona Mieczyslaw|Kowalczyk Wisniewski Szymanska Jablonski Grzybek",
    "Romanian": "Ionela Gheorghe Mihaela Costel Viorica Dumitru Luminita Razvan Nicoleta Sorin|Ciobanu Munteanu Lacatus Ungureanu Bratu",
    "Nigerian": "Folasade Chinedu Ngozi Babatunde Ifeoma Olumide Adaeze Tunde Chiamaka Emeka|Okonkwo Adebayo Nwachukwu Ogunleye Eze Balogun",
    "Ghanaian": "Akosua Kwabena Efua Kojo Abena Yaw Adwoa Kofi Ama Kwadwo|Boateng Asante Owusu Mensah Adjei",
    "Somali": "Hodan Abdirahman Ifrah Liban Fadumo Guled Sahra Warsame Ubah Mahad|Farah Hersi Jama Abdulle Duale",
    "Eritrean": "Selam Tesfay Feven Yonas Mebrat Filmon Rahwa Semere Letebrhan Kibrom|Gebremariam Habte Woldu Tekle Ghebreyesus",
    "Arabic": "Khadija Mustafa Rania Bilal Hanan Tariq Samira Yousef Nour Hisham|Al-Masri Haddad Khoury Benyoussef Mansour",
    "Iranian and Kurdish": "Parvaneh Behrouz Shirin Kaveh Niloufar Dilshad Azadeh Rebwar Maryam Sirwan|Hosseini Karimi Rostami Barzani Moradi",
    "Pakistani and Punjabi": "Shazia Imran Harpreet Gurdeep Nasreen Waqas Jaswinder Zubair Parveen Rizwan|Chaudhry Dhaliwal Akhtar Sandhu Qureshi",
    "Bengali": "Rukhsana Shafiqul Nasima Jahangir Taslima Mizanur Sultana Delwar Ayesha Rafiqul|Chowdhury Miah Talukdar Uddin Begum",
    "Tamil": "Tharshini Sivakumar Kavitha Nirojan Shanthi Balakrishnan Vasuki Piratheepan Meena Suthan|Selvarajah Kandasamy Nadarajah Thevar Ponnambalam",
    "Chinese": "Xiaoling Guoqiang Meifen Jianhua Yuchen Zhiwei Lihua Wenjie Shufen Haoran|Zhang Huang Zhao Ouyang Leung",
    "Vietnamese": "Thuy Quang Linh Hien Duc Nhung Tuan Phuong Trang Khanh|Nguyen Tran Pham Huynh Dang",
    "Albanian": "Besnik Valbona Ardit Mimoza Fatmir Drita Ilir Xhesika Agron Shpresa|Hoxha Krasniqi Berisha Gjoka Shehu",
    "Ukrainian": "Oksana Mykola Svitlana Bohdan Halyna Taras Lyudmyla Vasyl Iryna Ruslan|Shevchenko Kovalenko Bondarenko Melnyk Tkachuk",
    "Portuguese and Brazilian": "Conceicao Joaquim Luzia Thiago Fernanda Rui Graca Wanderley Ines Adilson|Figueiredo Carvalho Nascimento Teixeira Moreira",
    "Zimbabwean": "Tafadzwa Nyasha Tendai Rudo Farai Chipo Kudakwashe Rutendo Tinashe Vimbai|Moyo Chikwanda Mutasa Ndlovu Gumbo",
    "Caribbean": "Delroy Shanice Winston Keisha Everton Latoya Hyacinth Jermaine Claudette Tyrone|Braithwaite Pinnock Gayle Francis Bartholomew",
}  # fmt: skip


def people(origin: str) -> list[tuple[str, str]]:
    """Every first name of an origin with a family name beside it."""
    given, surnames = (part.split() for part in NAMES[origin].split("|"))
    return [(name, surnames[at % len(surnames)]) for at, name in enumerate(given)]


def every_name() -> list[str]:
    """All of them, first and last, in their order."""
    return sorted({name for origin in NAMES for pair in people(origin) for name in pair})
