// Names for the steps of a job, as they appear in docs/reliability.md: each call by which storage changes the disk, by
// what it does to which of the job's files.
import { basename } from 'node:path';
import { finalName } from '../../lib/disk/partial-file.js';
import { LOCK_NAME, MANIFEST_NAME, REJECTS_FILE, RUN_FILE } from '../../lib/disk/work-directory-names.js';
import type { Call } from './faulty-file-system.js';
import { CHANGES, FOLDER, REJECTS, SUMMARY, WORK, WORK_PARENT } from './small-job.js';

const steps = (verbs: string, thing: string): string[] => verbs.split(', ').map((verb) => `${verb} ${thing}`);

/** All that a job may come to. */
export const STEPS: readonly string[] = [
  ...steps('create, set permissions of, write, sync, remove', "contender's file"),
  ...steps('link, rename, remove', 'lock'),
  ...steps('link', 'claim to a lock'),
  ...steps('create, set permissions of, sync, remove', 'work directory'),
  ...steps('sync', "work directory's parent"),
  ...steps('create, set permissions of, write, sync, rename, remove', 'run'),
  ...steps('create, set permissions of, write, rename, remove', 'merged run'),
  ...steps('create, set permissions of, cut, write, sync, remove', 'saved rejects'),
  ...steps('create, set permissions of, write, sync, rename, remove', 'manifest'),
  ...steps('create, set permissions of, write, sync, rename, remove', 'rejects file'),
  ...steps('create, set permissions of, write, sync, rename, remove', 'summary'),
  ...steps('create, set permissions of, write, sync, rename, remove', 'changes'),
  ...steps('sync', 'folder of the outputs'),
];

/** What each of these calls is named; others change nothing. */
const VERBS: Readonly<Record<string, string>> = {
  create: 'create',
  mkdir: 'create',
  chmod: 'set permissions of',
  'file.chmod': 'set permissions of',
  'file.write': 'write',
  'file.truncate': 'cut',
  'file.sync': 'sync',
  link: 'link',
  rename: 'rename',
  unlink: 'remove',
  rmdir: 'remove',
};

const PLACES: Readonly<Record<string, string>> = {
  [FOLDER]: 'folder of the outputs',
  [WORK_PARENT]: "work directory's parent",
  [WORK]: 'work directory',
  [SUMMARY]: 'summary',
  [REJECTS]: 'rejects file',
  [CHANGES]: 'changes',
};

/** The step that a call is, such as `rename manifest`; undefined if it changes nothing. */
export function stepOf({ name, path }: Call): string | undefined {
  const verb = VERBS[name];
  return verb === undefined ? undefined : `${verb} ${fileAt(path)}`;
}

function fileAt(path: string): string {
  const whole = finalName(path) ?? path;
  return PLACES[whole] ?? fileNamed(basename(whole));
}

function fileNamed(name: string): string {
  if (name === MANIFEST_NAME) return 'manifest';
  if (RUN_FILE.test(name)) return 'run';
  if (REJECTS_FILE.test(name)) return 'saved rejects';
  if (/^merge-/.test(name)) return 'merged run';
  if (name === LOCK_NAME) return 'lock';
  if (name.startsWith(`${LOCK_NAME}-`)) return "contender's file";
  if (name.startsWith(`${LOCK_NAME}.`)) return 'claim to a lock';
  throw new Error(`what is ${name}?`);
}
