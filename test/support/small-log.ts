import { writeFileSync } from 'node:fs';
import { withFolder } from './folder.js';

/** Of a small log: two good lines, and one that is rejected. */
export const SMALL_LOG = `{"user_id":"7","type":"event","id":"e1","name":"page"}
{"user_id":"8","type":"attributes","timestamp":1,"data":{"city":"Oslo"}}
7
`;
export const SMALL_SUMMARY = '7,,page=1\n8,city=Oslo,\n';

/** A folder with a small log, `log`. */
export function withSmallLog(use: (folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (folder) => {
    writeFileSync(`${folder}/log`, SMALL_LOG);
    await use(folder);
  });
}
