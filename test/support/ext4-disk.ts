// A disk of its own with a real ext4 on it, whose power can be cut: the file system is told to shut down at once, so
// that what its journal and the device do not hold yet is lost, and mounted anew as after a crash. For root on Linux.
import { spawnSync } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dir } from 'tmp-promise';

/** Small, for it is made often; ext4 has a journal from a few MiB on. */
const DISK_BYTES = 2 ** 25;
/** `EXT4_IOC_SHUTDOWN` with `EXT4_GOING_FLAGS_NOLOGFLUSH`: what waits to be written to the journal is lost, too. */
const SHUT_DOWN = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))
`;

export class Ext4Disk {
  /** Where it is mounted. */
  readonly folder: string;
  readonly #device: string;

  private constructor(folder: string, device: string) {
    this.folder = folder;
    this.#device = device;
  }

  /** Makes the disk's image and its mount point in a folder. */
  static async make(folder: string): Promise<Ext4Disk> {
    const [image, mountPoint] = [`${folder}/image`, `${folder}/disk`];
    const file = await open(image, 'w');
    await file.truncate(DISK_BYTES);
    await file.close();
    await mkdir(mountPoint);
    run('mkfs.ext4', '-q', '-F', image);
    const disk = new Ext4Disk(mountPoint, run('losetup', '-f', '--show', image));
    disk.#mount();
    return disk;
  }

  cutPower(): void {
    run('python3', '-c', SHUT_DOWN, this.folder);
  }

  /** After a cut, when no process has files open on it: replays the journal, as the next start of a machine does. */
  restart(): void {
    run('umount', this.folder);
    this.#mount();
  }

  dispose(): void {
    spawnSync('umount', [this.folder]);
    spawnSync('losetup', ['-d', this.#device]);
  }

  #mount(): void {
    run('mount', '-t', 'ext4', this.#device, this.folder);
  }
}

/** Whether all of that is there, and allowed. */
export async function canCutPower(): Promise<boolean> {
  const { path, cleanup } = await dir({ unsafeCleanup: true });
  let disk: Ext4Disk | undefined;
  try {
    disk = await Ext4Disk.make(path);
    disk.cutPower();
    disk.restart();
    return true;
  } catch {
    return false;
  } finally {
    disk?.dispose();
    await cleanup();
  }
}

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout.trim();
}
