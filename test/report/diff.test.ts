import { describe, expect, it } from 'vitest';
import { renderDiff, renderDiffStat } from '../../src/report/diff.ts';
import { type DiffSide, fileDiff } from '../../src/report/file-diff.ts';
import { type Paint, plain } from '../../src/report/paint.ts';

const text = (content: string, mode = '100644'): DiffSide => ({
  type: 'file',
  mode,
  text: content,
  sha256: 'a'.repeat(64),
});
const bytes = (sha256: string): DiffSide => ({ type: 'file', mode: '100644', text: null, sha256: sha256.repeat(64) });
const link = (target: string): DiffSide => ({ type: 'link', mode: '120000', text: target, sha256: 'link' });
const folder: DiffSide = { type: 'folder' };

/** Each style as a tag, so that a test can read it. */
const tags: Paint = (style, content) => `<${style}>${content}</${style}>`;

const render = (old: DiffSide | null, now: DiffSide | null, paint = plain) =>
  renderDiff([fileDiff('f', old, now)], { paint });

describe('the difference of a file', () => {
  it('is unified lines with context', () => {
    expect(render(text('1\n2\n3\n4\n5\n6\n'), text('1\n2\n3\n4\nfive\n6\n'))).toBe(
      ['f', '@@ -2,5 +2,5 @@', ' 2', ' 3', ' 4', '-5', '+five', ' 6'].join('\n'),
    );
  });

  it('has hunks of its own where changes are far apart', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const changed = lines.with(2, 'x').with(25, 'y');
    expect(fileDiff('f', text(lines.join('\n')), text(changed.join('\n'))).hunks).toHaveLength(2);
  });

  it.each<[string, DiffSide | null, DiffSide | null, string]>([
    ['a file that came', null, text('x\n', '100755'), 'f  file added, mode 100755\n@@ -0,0 +1,1 @@\n+x'],
    ['a file that went', text('x\n'), null, 'f  file deleted\n@@ -1,1 +0,0 @@\n-x'],
    ['an empty file that came', null, text(''), 'f  file added'],
    ['a folder that came', null, folder, 'f  folder added'],
    ['a folder that went', folder, null, 'f  folder deleted'],
    ['only a mode', text('x'), text('x', '100755'), 'f  mode 100644 → 100755'],
    ['binary content', bytes('1'), bytes('2'), 'f  binary 111111111111 → 222222222222'],
    ['binary content that came', null, bytes('2'), 'f  file added, binary none → 222222222222'],
    ['text that became binary', text('x'), bytes('2'), 'f  binary aaaaaaaaaaaa → 222222222222'],
    ['a link to elsewhere', link('a'), link('b'), 'f\n@@ -1,1 +1,1 @@\n-a\n+b'],
    [
      'a file that became a link',
      text('x\n'),
      link('b'),
      'f  file → link, mode 100644 → 120000\n@@ -1,1 +1,1 @@\n-x\n+b',
    ],
    ['a folder that became a file', folder, text('x\n'), 'f  folder → file\n@@ -0,0 +1,1 @@\n+x'],
  ])('shows %s', (...[, old, now, shown]) => {
    expect(render(old, now)).toBe(shown);
  });

  it('shows line ends that changed', () => {
    expect(render(text('x\r\n'), text('x\n'))).toContain('-x␍\n+x');
    expect(render(text('a\n'), text('a'))).toBe('f\n@@ -1,1 +1,1 @@\n-a\n+a');
  });

  it('marks the words that changed where a line was replaced by a line', () => {
    expect(render(text('say the date\n'), text('say the time\n'), tags)).toBe(
      [
        '<bold>f</bold>',
        '<cyan>@@ -1,1 +1,1 @@</cyan>',
        '<red>-</red><red>say the </red><bold><red>date</red></bold>',
        '<green>+</green><green>say the </green><bold><green>time</green></bold>',
      ].join('\n'),
    );
  });

  it('marks no words where lines only came or went', () => {
    const shown = render(text('a\nb\n'), text('a\nx\ny\n'), tags);
    expect(shown.split('\n').slice(2)).toEqual([' a', '<red>-b</red>', '<green>+x</green>', '<green>+y</green>']);
  });

  it('of texts with nothing in common is found without long thinking', () => {
    const long = (word: string) => Array.from({ length: 4000 }, (_, line) => `${word} ${line}\n`).join('');
    const diff = fileDiff('f', text(long('old')), text(long('new')));
    expect(diff).toMatchObject({ insertions: 4000, deletions: 4000 });
  });

  it('cannot steer a terminal', () => {
    const evil = 'x \u001b]0;title\u0007 \u202E y\n';
    const shown = renderDiff([fileDiff('\u001b[2J', text(evil), text(`${evil}\tz\n`))], { paint: plain });
    expect(shown.replaceAll(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(shown).toContain('\tz');
  });
});

describe('a diff for programs', () => {
  it('has shapes, counts and hunks, and no whole texts', () => {
    expect(fileDiff('f', text('a\nb\n'), text('a\nc\nd\n', '100755'))).toEqual({
      path: 'f',
      change: 'changed',
      old: { type: 'file', mode: '100644', sha256: 'a'.repeat(64) },
      now: { type: 'file', mode: '100755', sha256: 'a'.repeat(64) },
      binary: false,
      insertions: 2,
      deletions: 1,
      hunks: [{ oldStart: 1, oldLines: 2, newStart: 1, newLines: 3, lines: [' a', '-b', '+c', '+d'] }],
    });
    expect(fileDiff('d', null, folder)).toMatchObject({
      change: 'added',
      old: null,
      now: { type: 'folder', mode: null },
    });
  });
});

describe('the sums of a diff', () => {
  it('are a line for each path, and one for all', () => {
    const files = [
      fileDiff('SKILL.md', text('a\nb\n'), text('a\nc\nd\n')),
      fileDiff('run', text('x'), text('x', '100755')),
      fileDiff('data.bin', null, bytes('3')),
    ];
    expect(renderDiffStat(files, { paint: plain }).split('\n')).toEqual([
      'SKILL.md  +2 -1',
      'run       mode 100644 → 100755',
      'data.bin  file added, binary none → 333333333333',
      '3 paths, +2 -1',
    ]);
    expect(renderDiffStat(files.slice(0, 1), { paint: plain })).toMatch(/\n1 path, \+2 -1$/);
  });
});
