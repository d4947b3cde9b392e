// node dist/test/crash/run-campaign.js <campaign> [--seed <number>] [--cases <number>] [--one-in <number>] [--max-failures <number>]
import { parseArgs } from 'node:util';
import { runSeed } from '../support/seed.js';
import type { Campaign } from './campaign.js';
import { collisionCampaign } from './collide.js';
import { contendCampaign } from './contend.js';
import { cutCampaign } from './cut.js';
import { damageCampaign } from './damage.js';
import { faultCampaign } from './faults.js';
import { fullDiskCampaign } from './full.js';
import { fuzzCampaign } from './fuzz.js';
import { growthCampaign } from './grow.js';
import { keptCampaign } from './kept.js';
import { killCampaign } from './kill.js';
import { memoryCampaign } from './memory.js';
import { powerCampaign } from './power.js';
import { stepCampaign } from './steps.js';
import { syscallCampaign } from './syscalls.js';
import { threadDamageCampaign } from './thread-damage.js';
import { threadFaultCampaign } from './thread-faults.js';

const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  collide: collisionCampaign,
  contend: contendCampaign,
  cut: cutCampaign,
  damage: damageCampaign,
  faults: faultCampaign,
  full: fullDiskCampaign,
  fuzz: fuzzCampaign,
  grow: growthCampaign,
  kept: keptCampaign,
  kill: killCampaign,
  memory: memoryCampaign,
  power: powerCampaign,
  steps: stepCampaign,
  syscalls: syscallCampaign,
  'thread-damage': threadDamageCampaign,
  'thread-faults': threadFaultCampaign,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    cases: { type: 'string', default: '1000' },
    'one-in': { type: 'string', default: '1' },
    'max-failures': { type: 'string' },
  },
});
const name = positionals[0] ?? '';
const campaign = CAMPAIGNS[name];
if (campaign === undefined) throw new Error(`give one of these: ${Object.keys(CAMPAIGNS).join(', ')}`);
const seed = Number(values.seed ?? runSeed());
console.log(`campaign:${name} --seed ${seed} --cases ${values.cases}`);
const started = Date.now();
const { cases, bit, counts, failures } = await campaign({
  seed,
  cases: Number(values.cases),
  oneIn: Number(values['one-in']),
  maxFailures: values['max-failures'] === undefined ? undefined : Number(values['max-failures']),
  report: (line) => console.log(line),
});
for (const failure of failures) console.log(`FAILED ${failure}`);
const counted = Object.entries(counts).map(([what, count]) => `${count} ${what}, `);
if (bit !== undefined)
  console.log(`${bit} of ${cases} injections bit (${Math.round((100 * bit) / cases)} %)`);
const seconds = Math.round((Date.now() - started) / 1000);
console.log(`${cases} cases, ${counted.join('')}${failures.length} failures, ${seconds} s`);
process.exitCode = failures.length === 0 ? 0 : 1;
