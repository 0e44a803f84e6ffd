import { describe, expect, it } from 'vitest';
import { leavesTree } from '../../src/platform/tree-links.ts';

const leaves = (links: Readonly<Record<string, string>>) => leavesTree('l', new Map(Object.entries(links)));

describe('a link', () => {
  it.each([
    ['a missing file inside', { l: 'nowhere/at/all' }],
    ['the root itself', { l: '.' }],
    ['a way up and down again', { l: 'a/b/../../c' }],
    ['another link that stays inside', { l: 'm/x', m: 'n', n: 'd/e' }],
    ['itself, which leads nowhere', { l: 'l' }],
    ['a loop of two', { l: 'm', m: 'l' }],
    ['a name of dots that is no way up', { l: '.../..x' }],
  ])('to %s stays in the tree', (_, links) => {
    expect(leaves(links)).toBe(false);
  });

  it.each([
    ['an absolute path', { l: '/etc' }],
    ['the folder around', { l: '..' }],
    ['a folder beside', { l: 'a/../../b' }],
    ['a link that leaves', { l: 'm/x', m: '../out' }],
    ['a link with an absolute target', { l: 'a/m', 'a/m': '/etc' }],
    ['what lies above a link', { l: 'd/m/../../x', 'd/m': '../top' }],
  ])('to %s leaves it', (_, links) => {
    expect(leaves(links)).toBe(true);
  });
});
