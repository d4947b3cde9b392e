// The words of generated logs. Names are put together from beginnings and endings, so that short lists give thousands of them, about
// as many and as long as those of a log that people have filled. None has a delimiter, a quote or a character outside ASCII.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const phrases = (text: string): readonly string[] => text.split(';').map((phrase) => phrase.trim());

/** Every beginning with every ending. */
export function combine(first: readonly string[], second: readonly string[], separator = ''): string[] {
  return first.flatMap((left) => second.map((right) => left + separator + right));
}

export const FIRST_NAMES = combine(
  words(`
    Ad Al Am An Ar Bel Ber Bri Cal Car Cel Chris Clar Con Dal Dar Del Dor Ed El Em Er Fel Flor Fran Gar Ger Gil Hal Har
    Hel Her Il Ir Jan Jes Jo Jul Kar Kat Kel Lau Le Lin Lor Lu Mar Mel Mir Nor Os Ro Sal Ther`),
  words(`
    a ald alie an anna ard as ata bert bin bio cia da den dia die do don dra dy ela elle emy en ena erick ert etta ette
    ias ice ida ie iel ien in ina inda iah ine ion is isa issa ita ius la len lia lin lyn mina mund na nan ne nie on ora
    rad us`),
);

export const LAST_NAMES = combine(
  words(`
    Al An Ash Beck Ber Black Bor Brad Car Clay Col Dal Eck Ed Fer Gar Gold Green Hal Har Hol Jan Kel Lang Lind Lock Mar
    Mor Nor Old Os Pel Rad Ro Sand Stan Stein Sund Thor Wal West Win Wood`),
  words('berg den field ford gard land ley man sen son ton'),
);

export const CITIES = combine(
  words(`
    Alder Amber Ash Bay Bear Birch Black Bright Cedar Clear Cold Cross Deer Eagle East Fair Falcon Glen Grand Green
    Harbor Haven High Iron Lake Little Maple Mill North Oak Old Pine Quiet River Rock Sand Silver South Spring Stone
    Summer West White`),
  words(`
    bank bourne bridge brook burg bury castle chester dale field ford gate ham haven hill holm mouth port shire stead
    ton ville`),
);

/** Words of no language. */
export const WORDS = combine(
  words('a ab ad bel cal co con de dis e ex fac in inter lab mal ne o ob per prae pro re sub tam tri ven'),
  words(`
    bo cedo cerno culo dico do duco eo fero fido figo fluo gero go habeo iacio lego libet lux mitto moveo nomen nosco
    pax pello pono quis rego rideo ruo sapio scio solus spero tango tollo venio`),
);

export const DOMAIN_ENDINGS = words('biz com info name net org');

export const VEHICLES = phrases(
  'Alpina; Apex; Arrow; Aurora Motors; Badger; Beacon; Bison; Boreal; Bravo; Bullet; Caribou; Comet; Condor; Corvid; Dart; ' +
    'Delta; Dragon; Element; Falcon; Fjord; Galaxy; Gazelle; Glacier; Golden Arrow; Harrier; Horizon; Jaguarundi; Kestrel; ' +
    'Lynx; Meridian; Mistral; Nimbus; Nova; Orbit; Otter; Pegasus; Pilot; Polar; Puma; Quasar; Raven; Sierra; Stallion; ' +
    'Tempest; Vector; Vulcan; Zephyr',
);

export const VERBS = phrases(
  'accept; activate; add to cart; adjust; annotate; apply; approve; archive; arrange; assign; ' +
    'authorize; balance; bookmark; browse; calculate; cancel; capture; change; check out; collaborate; ' +
    'collect; comment; compare; complete; configure; confirm; connect; customize; deactivate; decline; ' +
    'delete; deliver; describe; download; duplicate; encounter; evaluate; experience; export; favourite; ' +
    'highlight; identify; impersonate; import; inspect; install; integrate; investigate; invite; launch; ' +
    'log in; measure; message; navigate; negotiate; notify; organize; preview; publish; purchase; ' +
    'recommend; register; reimburse; rename; reschedule; reserve; restore; review; subscribe; ' +
    'synchronize; transfer; unsubscribe',
);

export const COLORS = words(`
  amber azure beige black blue bronze brown coral cyan gold green grey indigo ivory khaki lavender lime magenta maroon
  mint navy ochre olive orange pink purple red silver teal turquoise white`);

export const ADJECTIVES = words(`
  analog automatic binary compact digital dynamic external hybrid internal magnetic mobile modular neural optical portable
  redundant virtual wireless`);

export const NOUNS = words(`
  antenna bandwidth battery buffer cable cache channel circuit driver engine filter firewall interface matrix monitor
  network panel pixel port printer program sensor system transistor`);

export const JOB_LEVELS = words(`
  Assistant Associate Central Chief Corporate Deputy Direct District Executive First General Global Interim International
  Junior Lead National Principal Regional Senior Staff`);

export const JOB_FIELDS = words(`
  Accounts Analytics Applications Assurance Branding Catering Communications Compliance Configuration Creative Data Directives
  Education Facilities Finance Functionality Hardware Identity Infrastructure Integration Interactions Licensing Logistics
  Markets Metrics Mobility Operations Optimization Paradigm Production Program Quality Research Response Security Solutions
  Usability`);

export const JOB_TITLES = words(`
  Administrator Advisor Agent Analyst Architect Assistant Associate Clerk Consultant Coordinator Designer Developer
  Director Engineer Facilitator Inspector Liaison Manager Officer Planner Representative Specialist Strategist Supervisor
  Technician`);

export const TOPICS = words(`
  accounts audiences blueprints bookings bundles campaigns catalogues channels collections communities coupons deliveries
  documents experiences galleries infrastructures invoices journeys keys lists markets memberships metrics networks offers
  partnerships playlists portals receipts relationships reports schedules services solutions subscriptions systems tickets
  vouchers`);

export const FOODS = words(
  'apple bean berry cheese grape lemon lentil melon onion orange pear pepper plum rice salt tea',
);
