"""Words that stand beside a name and tell what it is."""


def word_set(text: str) -> frozenset[str]:
    """A page of words as a set."""
    return frozenset(text.split())


TITLES = word_set(
    """
    mr mrs ms miss mx dr doctor prof professor sir dame rev revd reverend fr pastor imam rabbi canon vicar pc
    pcso dc ds di dci sgt sergeant constable inspector nurse matron midwife officer judge cllr councillor uncle
    auntie aunty aunt nan nana nanny gran granny grandad grandma grandpa baba mama mai papa bhai bibi mullah
    sheikh haji hajji sifu abuela tio tia sr father brother sister
    """
)
# These are ordinary words too: only a capital after a capital makes them a title.
SHORT_TITLES = word_set("mr mrs ms mx dr prof rev revd fr sgt sr cllr")
MET = word_set("saw see seen met told tell rang visited texted phoned hugged")
CAPITAL_TITLES = word_set(
    """
    father brother sister judge officer nurse mama papa nan nana nanny gran canon sheikh constable inspector mai
    di ds dc
    """
)

KIN = word_set(
    """
    mum mam mom mummy mother dad daddy father stepdad stepmum stepfather stepmother foster-mum son stepson
    daughter stepdaughter brother half-brother stepbrother sister half-sister stepsister twin husband wife
    partner boyfriend girlfriend fiance fiancee ex ex-partner ex-wife ex-husband ex-boyfriend ex-girlfriend nan
    nana gran granny grandma grandmother grandad granddad grandfather grandson granddaughter uncle aunt auntie
    aunty cousin niece nephew baby boy girl lad toddler child kid godmother godfather in-law mother-in-law
    father-in-law brother-in-law sister-in-law bro sis missus hubby bf gf grandchild eldest youngest
    """
)
WORKERS = word_set(
    """
    worker keyworker key-worker caseworker manager nurse cpn psychiatrist psychologist consultant counsellor
    therapist doctor gp officer om po solicitor advocate sw hv midwife teacher tutor landlord landlady warden
    supervisor commissioner pharmacist dentist carer housing-officer pcso sponsor mentor volunteer interpreter
    coach support-worker receptionist chaplain vicar priest social-worker coordinator co-ordinator visitor
    """
)
OTHERS = word_set(
    """
    friend mate pal neighbour n'bour neighbor flatmate housemate roommate colleague dealer pimp abuser
    perpetrator perp associate client resident tenant patient man woman guy bloke fella lass lady gentleman
    person boss stranger tenant
    """
)
ROLES = KIN | WORKERS | OTHERS

OWNERS = word_set(
    """
    his her their my our your the a an another this that old new former late little older younger eldest
    youngest big one
    """
)

# After a name, somebody does something; of a word that is a name too, only what people alone do counts.
SAYS = word_set(
    """
    said says told tells asked asks came comes went goes rang rings called calls texted texts phoned phones
    laughed cried cries smiled smiles shouted swore walked walks followed wants wanted thinks thought knows knew
    feels felt lives lived moved moves agreed agrees refused refuses refuse left answered answers replied spoke
    speaks met meets sat sits reported reports admitted admits attended attends arrived arrives wasn't wasnt
    isn't doesn't doesnt didn't didnt hasn't denies denied disclosed discloses worries worried hates hated loves
    loved believes believed remembers remembered drank drinks ate eats slept sleeps cooked joked jokes
    apologised missed misses banged grabbed hugged hit promised explained mentioned visited visits introduced
    popped stormed turned stood stayed stays who seems seemed looked looks
    """
)
DOES = SAYS | word_set(
    """
    is was has had will would may can could does did got gets gave gives took takes made makes kept keeps died
    dies lost finds found tried tries helped helps used started starts stopped stops needs needed and or isn
    works worked brought brings let lets put puts saw sees
    """
)
WITH_PERSON = word_set(
    """
    with from to told tell saw see seen met meet meeting rang ring phoned called visited visit visiting texted
    asked ask for by and about like hi hello dear thanks spoke contact contacted emailed helped help supporting
    supported invited hey introduced re hv tc t/c rv hugged
    """
)
NAMED = word_set(
    """
    called named nicknamed aka
    """
)
NAMED_PAIRS = frozenset(
    {
        "known as",
        "goes by",
        "go by",
        "name is",
        "name's",
        "names is",
        "call him",
        "call her",
        "calls him",
        "calls her",
        "calls himself",
        "calls herself",
        "answers to",
        "name as",
        "name was",
        "nickname is",
        "nickname was",
        "went by",
        "called himself",
        "called herself",
        "call themselves",
    }
)

IN_PLACE = word_set(
    """
    in near around outside throughout
    """
)
AT_PLACE = IN_PLACE | word_set(
    """
    from to at into off across via by towards toward behind opposite round through @ of leaving visiting inside
    beside
    """
)
TO_SERVICE = word_set(
    """
    at in into from to with by @ via for outside near inside through called attends attended under contacted
    rang of left and or called
    """
)

BEFORE_NAME = word_set(
    """
    old big little lil young irish scottish scots scotch welsh polish mad fat skinny tall short crazy ginger
    smiley blind deaf baby wee long dirty lucky posh northern geordie scouse
    """
)
PARTICLES = word_set(
    """
    de da do dos das del della di van von der den al el bin ibn bint abu ul ur o' le la mac mc st ap ab ó ní nic
    ben
    """
)
TIME_BEFORE = word_set(
    """
    in last next since until till early late this every of by from during mid to and before after between
    through each around
    """
)
# Short forms and slips of the pen that are names only with a capital.
NEVER_PLAIN = word_set(
    """
    miles max will hang
        reg ran val mal col del kit chi don hal hon ida ira mac moe nan ria sel shell tel tor tran van vin abs ana
    ann ant thea
    """
)
MONTHS = word_set(
    """
    april may june august
    """
)

# Capitalised inside sentences without naming anybody in particular.
GENERIC = word_set(
    """
    a an the our my his her their its this that each every some any no new old local national regional central
    general main big little great royal north south east west northern southern eastern western upper lower city
    town county borough district village community public private voluntary mental physical health social care
    adult adults child children children's family families young youth people people's person older men's
    women's homeless homelessness housing options solutions support supported accommodation advice welfare
    rights benefits money debt drug drugs alcohol substance misuse use recovery treatment rehab detox crisis
    home homes night day winter emergency duty assessment access early intervention help hub first response
    multi agency disciplinary multiagency integrated care neighbourhood safer street outreach rough sleeper
    sleeping sleepers sleep police probation prison court crown magistrates magistrates' magistrate's county
    family high supreme youth justice criminal civil law legal job centre jobcentre primary secondary special
    junior infant infants nursery grammar comprehensive sixth form further higher education adult learning acute
    intensive therapy step down surgical medical maternity paediatric psychiatric forensic secure admissions
    discharge hospital clinic surgery practice school college university church food bank soup warm drop drop-in
    open access walk-in sexual personality disorder eating perinatal liaison complex needs psychology
    occupational physio physiotherapy speech language sensory hearing learning disability disabilities autism
    brain injury stroke pain memory dementia mother baby bail approved premises probation hostel women only men
    and of for the in on with home treatment fire ambulance rescue tenancy sustainment floating resettlement
    refugee asylum migrant immigration veterans carers safeguarding vulnerable looked after leaving transitions
    transition virtual ward bed care act deputyship finance payments income council tax parking revenue customer
    contact call meeting village hall leisure sports swimming shopping retail garden bus train tube metro
    railway tram police fire petrol filling polling space project programme group groups reading steering
    working team teams service services unit units office department board trust foundation association network
    partnership forum panel alliance consortium commission committee university star rising peer lived
    experience expert experts navigator navigators changing futures full time part time head front line
    frontline best interests multi-agency monday tuesday wednesday thursday friday saturday sunday methodist
    catholic baptist anglican quaker community's elderly floating end life palliative harm reduction needle
    exchange gp dental eye optician nhs one two three four five six seven first second third last next same
    other another whole own right wrong real only
    """
)
