"""Sentences and notes of our own for the benchmark of the coach: with places for details, hard ones, and clean ones."""

# In a sentence G is a first name, F a first name with its family name, S a family name; @TYPE@ is a made-up detail.
SENTENCES = """
Saw {G} for half an hour at the drop-in and he was calmer than last week.
{F} came with two bags and no coat.
Spoke with {G} about the flat; {G} would like to try again.
Her sister {G} rang me in tears after the panel.
His mum, {G}, has offered the sofa for a week.
I met Mr {S} outside the court and we walked back together.
Dr {S} changed the dose and asked for bloods.
Keyworker is {G}, who is off until Monday.
{G} and {H} fell out over the rent again.
We all like {G}'s way of asking.
Phone call from {F}, very worried about the letter.
The neighbour says that {G} has not been seen since the weekend.
Ms {S} from housing wants a meeting with {G}.
I think that {G} trusts us now. {G} told me about the fire.
Referral for {F}, who has no recourse to public funds.
A lad called {G} has been selling to her.
{G} says the hostel is too loud, and {H} agrees.
Client: {F}
{G} was brought in by police after climbing on the roof.
Thanks to {G} for sitting with her all night.
Could {G} come to the next meeting?
My manager {G} asked for a plan by Friday.
Her partner {G} is in custody, so {H} has the children.
they told {G} that the bed was gone.
Not sure whether {G} will come back, but the door is open.
{S} is the new officer and replaces {T}.
Her son {G} goes to school hungry.
Text from {G} this morning: still alive, still here.
When {G} drinks, {H} leaves the flat.
We said goodbye to {G} with cake and a card.
"""

DETAILS = """
New number is @PHONE@ so ring that one.
He gave @PHONE@ and asked for a text, not a call.
Please write to @EMAIL@ about the bed.
NHS number @NHS@ is on the letter.
Her National Insurance number @NINO@ was on the form.
The flat is at @ADDRESS@, @POSTCODE@.
Moved to @POSTCODE@ with her aunt.
The van outside is @PLATE@, a blue one.
Born on @DOB@, so the pension is near.
Date of birth: @DOB@
Seen again on @DATE@ by the nurse.
The hearing is on @DATE@ at ten.
He is @AGE@ years old and has never had a tenancy.
Crime reference @REF@ was given at the desk.
Case number @REF@, waiting for an answer.
She was moved to @HOSPITAL@ in the night.
He is due out of @PRISON@ before the summer.
Her boy goes to @SCHOOL@ now.
Nobody at @HOSTEL@ will take him back.
Registered with @SURGERY@ at last.
They slept rough in @TOWN@ for a month.
He grew up near @TOWN@ and wants to go back.
Usually begging on @STREET@ by the cash machine.
She lives at @ADDRESS@ with two dogs.
Her page is @URL@ if you want to see it.
On Instagram he is @HANDLE@ these days.
"""

MADE = {
    "ADDRESS": ("14 Sandringham Road", "Flat 6, 81 Canterbury Street", "203b Lower Mill Lane", "7 Orchard Close", "55 Wellesley Avenue"),
    "DOB": ("3/9/1974", "12 June 1981", "07.11.68", "2nd Feb 1990", "1 April 1959"),
    "DATE": ("14 October", "3 March 2024", "the 19th", "Thursday 8th May", "22/11/24", "5 Aug"),
    "AGE": ("34", "58", "41", "27", "66"),
    "REF": ("42/118830/24", "HB-99310", "23000887651", "MC/2024/118", "7781 2290"),
    "HOSPITAL": ("Whittington Hospital", "Queen's Medical Centre", "the Northern General", "St Thomas' Hospital", "Elm Ward"),
    "PRISON": ("HMP Leeds", "HMP Bronzefield", "Wormwood Scrubs prison", "HMP Low Newton", "Preston prison"),
    "SCHOOL": ("Oakfield Primary", "St Anne's Catholic School", "Harris Academy", "Moorside High School", "Castle Hill Infants"),
    "HOSTEL": ("Arlington House", "the Lighthouse", "Petersfield Lodge", "Crown Court Hostel", "Marlborough House"),
    "SURGERY": ("Riverside Medical Centre", "the Limes Surgery", "Park Lane Practice", "Woodgrange Medical Practice", "Greenbank Surgery"),
    "TOWN": ("Rotherham", "Gravesend", "Merthyr Tydfil", "Paisley", "Stockport", "Great Yarmouth"),
    "STREET": ("Camden High Street", "Oldham Road", "Union Street", "Deansgate Lane", "Park Row"),
    "URL": ("https://example.org/p/8831", "www.example.com/kofi", "facebook.com/big.col.9"),
    "HANDLE": ("@jo.on.tour", "dazza_lfc9", "@queen_bee88"),
}  # fmt: skip

# Without capitals, with names that are words, with nothing to lead to a name.
HARD = """
had a call from {g} at half nine, {g} wants to come back
went to see {g} but {h} answered and shut the door
{g} is sofa surfing, her brother {h} knows where
SAW {G} AND {H} BY THE BRIDGE. BOTH COLD. WILL TRY AGAIN.
[Rose] walked out and slammed the door.
spoke to [grace] about her benefits, she is fine
[Hope] said that it was enough, and [Joy] agreed.
he keeps saying [angel] took his phone
[Will] shouted at the screen and left.
[Young] was there too, and so was [Brown].
that was when [amber] hit him
[Prince] started on the staff again.
On the street they call him [Smudge] and he likes it.
He sleeps behind [lidl] on [mare street] most nights.
They meet by [the Lock] and drink.
[Ghost] sold it to him, not [Trigger].
"""

CLEAN = (
    "I came away lighter than I arrived. Hearing that others carry the same worry made it easier to put mine down for an hour. Next month I will bring a question and not an answer.",
    "The person has been outside for a long time and says no to every offer. Some of us are cross, some of us are sad. What if the offer is wrong, and not the person?",
    "We agreed to ring each other before we close a case. It costs ten minutes and saves a month. The housing officer will try it first and tell us how it goes.",
    "Universal Credit stopped for nine weeks after a missed call. PIP is under appeal. The food bank helped twice, and Citizens Advice wrote the letter that worked.",
    "He says that he is fine and smiles. Nobody believes it. Two workers have asked in two ways and got the same smile. Perhaps we should stop asking and make tea.",
    "The mental health team said that it was drink. The drink service said that it was trauma. Both were polite. Nobody was wrong and nothing moved.",
    "She wants a door that locks, a dog, and to be left alone on Sundays. That is the whole plan and it is a good one. We wrote it on one page.",
    "Last spring the council changed the rule on local connection. Since then three people have been turned away who would have had a bed before. We would like to ask why.",
    "Methadone went up, sleep got better, and the shouting stopped. The nurse thinks that the leg will heal if he lets her look at it every Tuesday.",
    "Good morning all. Cake is on the table, the fire door is at the back, and phones are off. Speak as if the person were here. You may pass.",
    "Presenting question: how do we stay when every visit ends in an argument? What we have tried: short visits, two workers, a walk instead of a chair.",
    "I noticed that we talk about risk first and about the person last. Could we turn it round for one meeting and see what happens?",
    "Samaritans on 116 123, or 999 if somebody is in danger. Everything else can wait until Monday. That is what our manager would say, and she would be right.",
    "The older brother is the only relative who still answers. He lives abroad and works nights. He sends money that never arrives, and he never complains.",
    "Will it hold? We may not know until the autumn. Hope is not a method, but we have seen it work before, and a rose in a jar does no harm.",
    "In May the grant ends. Mark the date and bill the right team. Art on Friday, a walk in the park on Sunday, and the usual soup.",
    "Two tenancies in five years, both lost in winter, both over arrears that a phone call could have stopped. This time the landlord has our number.",
    "Probation asked for a letter, the court asked for another, the hostel asked for a third. We wrote one and sent it three times.",
    "Polish, Somali and Arabic interpreters are booked for the next three weeks. Romanian is still hard to find. Could the library help?",
    "Housing First gives people a home without a test first. It is dear at the start and cheap at the end, as every review has shown.",
    "She was in care from the age that other children learn to read. She reads now, slowly, and aloud, and we listen. It takes as long as it takes.",
    "Nobody leads. Everybody attends. The minutes are perfect and the person is still in a tent. What is the smallest thing that one of us could do by Thursday?",
    "Police, ambulance and the out of hours GP all came on the same night, one after the other. None of them knew of the others until morning.",
    "The barrier is the form. It asks for an address from people who have none, and for a phone from people who sell theirs. We ask for one exception.",
    "He held steady. No drama, no progress, no slip. Six weeks of nothing at all, and it is the best news of the year.",
    "It is not a hoard, it is a library without shelves. When we said so out loud, the mood in the flat changed, and two bags went to the tip.",
    "Our agency can say yes to a deposit, a bus pass and a month of food. We cannot say yes to furniture. Does anybody here know who can?",
    "Thank you for the silence after I spoke. I thought that I had been boring. Later I understood that you were thinking.",
    "After the funeral we did not know what to do with the afternoon. We washed up. It was the right thing.",
    "IMPORTANT: NO NAMES, NO DATES, NO ADDRESSES. BRING A QUESTION. WE START AT TEN AND END ON TIME.",
)  # fmt: skip
