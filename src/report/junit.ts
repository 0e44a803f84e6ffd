/** An eval as JUnit has it: a suite with a case for each expectation. */
export interface JunitSuite {
  readonly name: string;
  /** Seconds; null where it is not known. */
  readonly seconds: number | null;
  readonly cases: readonly JunitCase[];
}

export interface JunitCase {
  readonly name: string;
  /** `error`: it was not measured. */
  readonly result: 'passed' | 'failure' | 'error';
  /** Evidence, or why it was not measured. */
  readonly told: string;
}

/** JUnit XML, in which no text of an agent is markup. */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(name)}" ${counts(all)}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({ name, seconds, cases }: JunitSuite): readonly string[] {
  const time = seconds === null ? '' : ` time="${seconds}"`;
  return [
    `  <testsuite name="${escaped(name)}" ${counts(cases)}${time}>`,
    ...cases.map((one) => caseLine(name, one)),
    '  </testsuite>',
  ];
}

function caseLine(suite: string, { name, result, told }: JunitCase): string {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}"`;
  if (result === 'passed') return `${head}/>`;
  const message = escaped(told.split('\n', 1)[0] ?? '');
  return `${head}><${result} message="${message}">${escaped(told)}</${result}></testcase>`;
}

function counts(cases: readonly JunitCase[]): string {
  const of = (result: JunitCase['result']) => cases.filter((one) => one.result === result).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** What XML 1.0 cannot hold, not even escaped. */
const NO_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function escaped(text: string): string {
  return text.replaceAll(NO_XML, '').replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
