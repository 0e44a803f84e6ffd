import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Shell } from '../shell.ts';

interface RestoreFlags {
  readonly to: string;
  readonly workspace?: string;
  readonly json?: boolean;
}

export function restoreCommand(shell: Shell): Command {
  return new Command('restore')
    .description('write any version to a folder, verified against its manifest')
    .argument('<version>', 'v0, v3, … or best')
    .requiredOption('--to <DIR>', 'a new or empty folder, or one that equals a version')
    .option('--workspace <DIR>', 'the workspace (default: the only one in reach)')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  $ skillratchet restore v1 --to ./old\n  $ skillratchet restore best --to ./better',
    )
    .action(async (name: string, flags: RestoreFlags) => {
      const { findWorkspace } = await import('../../store/find-workspace.ts');
      const { openVersions } = await import('../../store/versions.ts');
      const { restoreVersion } = await import('../../store/restore.ts');
      const workspace = await findWorkspace(shell.cwd, flags.workspace);
      const versions = await openVersions(workspace);
      const version = versions.named(name);
      const target = await restoreVersion({
        snapshot: workspace.version(version.name),
        manifest: version.manifest,
        target: resolve(shell.cwd, flags.to),
        workspace: workspace.root,
        isKnownTree: versions.holdsTree,
      });
      const how = version.verified ? 'as its manifest says' : 'unverified: another tool made it and left no manifest';
      shell.print(
        flags.json
          ? JSON.stringify({ version: version.name, to: target, verified: version.verified })
          : `${version.name} is now in ${flags.to}, ${how}.`,
      );
    });
}
