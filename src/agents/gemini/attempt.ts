import { runProcess } from '../../platform/process.ts';
import { failed } from '../failed.ts';
import { logText } from '../log.ts';
import { notCalled } from '../not-called.ts';
import type { AgentAnswer, AgentCall, Needs } from '../port.ts';
import { createRecorder } from '../recorder.ts';
import { geminiEnvironment } from './environment.ts';
import { type GeminiOptions, type Installation, moveIn } from './installation.ts';
import { endOfCall } from './outcome.ts';
import { activationOf, skillsInWork } from './skills.ts';
import { createStreamReader } from './stream.ts';
import { usageOf } from './usage.ts';

/** Runs the client once, unless the work folder holds skills that it would see besides the one under test. */
export async function callGemini(
  { model, environment }: GeminiOptions,
  installed: Installation,
  call: AgentCall,
): Promise<AgentAnswer> {
  const identity = { name: 'gemini', version: installed.version, model };
  const surplus = await skillsInWork(call.cwd);
  if (surplus.length > 0) {
    const why = `skills in the work folder would be visible: ${surplus.join(', ')}`;
    return { ...notCalled(identity), end: failed('not_loaded', why) };
  }
  await moveIn(installed, environment, call);
  const recorder = createRecorder(call.onEvent);
  const reader = createStreamReader(recorder.add);
  const env = geminiEnvironment(environment, call);
  const ended = await runProcess({
    ...(await call.confine({ file: installed.file, args: argumentsFor(model), cwd: call.cwd, env }, loginNeeds(env))),
    marker: call.marker,
    input: call.prompt,
    timeoutMs: call.timeoutMs,
    signal: call.signal,
    onLine: reader.line,
  });
  const facts = reader.end();
  const events = recorder.events();
  return {
    end: endOfCall({ call, ended, facts, events }),
    text: facts.text,
    // What is asked for in the prompt comes in the text.
    structured: null,
    events,
    usage: usageOf(facts.result),
    activation: activationOf(call, events),
    identity: { ...identity, model: facts.begun?.model ?? model },
    durationMs: ended.durationMs,
    log: logText(facts.log, ended.stderr),
  };
}

/** A key file of the user's may lie anywhere. */
function loginNeeds({ GOOGLE_APPLICATION_CREDENTIALS: file }: Readonly<Record<string, string>>): Needs {
  return file === undefined ? {} : { readOnly: [file] };
}

/** The prompt goes to standard input. */
function argumentsFor(model: string | null): readonly string[] {
  return ['--approval-mode', 'yolo', '--output-format', 'stream-json', ...(model === null ? [] : ['--model', model])];
}
