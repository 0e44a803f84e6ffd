import { describe, expect, it } from 'vitest';
import { outputFiles } from '../../src/dashboard/output-files.ts';

/** What a page is sent of one output. */
function shown(path: string, content: Buffer | null, bytes = content?.length ?? 0) {
  return outputFiles([{ path, bytes }], () => content)[0];
}

describe('the outputs of a trial on the page', () => {
  it('are texts, and images of the kinds that run nothing', () => {
    expect(shown('a.md', Buffer.from('# é'))).toMatchObject({ kind: 'text', text: '# é', cut: false });
    expect(shown('b.PNG', Buffer.from([0, 1]))).toMatchObject({ kind: 'image', mime: 'image/png', base64: 'AAE=' });
    const svg = '<svg onload="alert(1)"/>';
    expect(shown('c.svg', Buffer.from(svg))).toMatchObject({ kind: 'text', text: svg });
  });

  it('are named with why they are not shown', () => {
    expect(shown('a.bin', Buffer.from([1, 0, 2]))).toMatchObject({ kind: 'other', why: 'it is no text' });
    expect(shown('a.txt', Buffer.from([0xff, 0xfe]))).toMatchObject({ kind: 'other', why: 'it is no text' });
    expect(shown('gone.txt', null)).toMatchObject({ kind: 'other', why: 'it cannot be read' });
    expect(shown('big.png', null, 9_000_000)).toMatchObject({ kind: 'other', why: 'it is too large' });
  });

  it('are cut between characters where they are long', () => {
    const file = shown('long.txt', Buffer.from('é'.repeat(300_000)));
    expect(file).toMatchObject({ kind: 'text', cut: true, text: 'é'.repeat(200_000) });
    expect(shown('odd.txt', Buffer.from(`a${'é'.repeat(300_000)}`))).toMatchObject({ text: `a${'é'.repeat(199_999)}` });
  });

  it('are left out where they are too many', () => {
    const outputs = Array.from({ length: 5 }, (_, index) => ({ path: `${index}.png`, bytes: 1_900_000 }));
    const kinds = outputFiles(outputs, () => Buffer.alloc(1_900_000)).map(({ kind }) => kind);
    expect(kinds).toEqual(['image', 'image', 'image', 'image', 'other']);
  });
});
