import { Option } from 'commander';
import { collect, collectPaths, parseBytesOrNone, parseSandbox } from './option-values.ts';

/** How agents and checks are run here, and with what. */
export function machineSettings(): readonly Option[] {
  return [
    new Option(
      '--check-commands <run|refuse>',
      'whether checks may run the commands of the evals (default run)',
    ).choices(['run', 'refuse']),
    new Option(
      '--sandbox <KIND>',
      'wall around agents and checks: none, bwrap, container[:IMAGE] (default none)',
    ).argParser(parseSandbox),
    new Option(
      '--sandbox-read <PATH>',
      'file or folder that agents and checks may read behind the wall; repeatable',
    ).argParser(collectPaths),
    new Option('--strict-scripts', 'revert an edit that makes a script able to do harm, instead of a warning'),
    new Option('--offline-trials', 'cut executors off from the network; needs a sandbox'),
    new Option(
      '--reuse <DIR>',
      'take trials over from an earlier run instead of paying them again; repeatable',
    ).argParser(collectPaths),
    new Option('--artifacts <DIR>', 'export every iteration there as it is decided, and archive the run at its end'),
    new Option('--sft', 'write training data of the trials that passed to the artifacts at the end of the run'),
    new Option('--to <DIR>', 'write a bundle of outputs there at the end of the run, however it ends'),
    new Option(
      '--artifact-limit <SIZE>',
      'keep larger outputs of trials once for all, beside them (default 10MB); none: all stay with their trials',
    ).argParser(parseBytesOrNone),
    new Option('--mlflow <URI>', 'send every iteration to this MLflow server as soon as it is decided'),
    new Option('--prices <FILE>', 'what models cost, over the list prices that skillratchet knows'),
    new Option('--env <NAME>', 'let an environment variable through to the agents; repeatable').argParser(collect),
  ];
}
