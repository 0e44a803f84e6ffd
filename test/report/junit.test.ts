import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { junitXml } from '../../src/report/junit.ts';

describe('JUnit XML', () => {
  it('has a suite for each eval, and counts what failed and what was not measured apart', () => {
    const xml = junitXml('plan', [
      {
        name: 'a',
        seconds: 1.5,
        cases: [
          { name: 'One', result: 'passed', told: 'it is' },
          { name: 'Two', result: 'failure', told: 'line 2 is missing\nin result.txt' },
        ],
      },
      { name: 'b', seconds: null, cases: [{ name: 'Three', result: 'error', told: 'not measured: timeout' }] },
    ]);
    expect(xml.split('\n')).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="plan" tests="3" failures="1" errors="1">',
      '  <testsuite name="a" tests="2" failures="1" errors="0" time="1.5">',
      '    <testcase classname="a" name="One"/>',
      '    <testcase classname="a" name="Two"><failure message="line 2 is missing">line 2 is missing',
      'in result.txt</failure></testcase>',
      '  </testsuite>',
      '  <testsuite name="b" tests="1" failures="0" errors="1">',
      '    <testcase classname="b" name="Three"><error message="not measured: timeout">not measured: timeout</error></testcase>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ]);
  });

  it('holds no markup and no character that XML cannot hold, whatever an agent wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const told = `${text}]]></failure><x a="\u0000\u001b\uFFFE\uD800">&`;
        const xml = junitXml(told, [{ name: told, seconds: 0, cases: [{ name: told, result: 'failure', told }] }]);
        expect(xml).not.toMatch(/[\p{Cs}\uFFFE\uFFFF]/u);
        expect(xml).not.toMatch(/[^\P{Cc}\t\n\r\u007f-\u009f]/u);
        expect(xml.match(/<[^>]*>/g)?.map((tag) => /^<([?/]?\w+)/.exec(tag)?.[1])).toEqual([
          ...['?xml', 'testsuites', 'testsuite', 'testcase', 'failure'],
          ...['/failure', '/testcase', '/testsuite', '/testsuites'],
        ]);
        expect(xml).not.toMatch(/&(?!(amp|lt|gt|quot);)/);
      }),
    );
  });
});
