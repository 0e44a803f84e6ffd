/** Whether a patch takes lines away and adds none; a changed right to execute, or a binary file, is more than that. */
export function onlyRemoves(patch: string): boolean {
  let removes = false;
  let inHeader = true;
  for (const line of patch.split('\n')) {
    if (line.startsWith('diff --git ')) inHeader = true;
    else if (line.startsWith('@@ ')) inHeader = false;
    else if (line.startsWith('Binary file ') || (inHeader ? changesMode(line) : line.startsWith('+'))) return false;
    else removes ||= !inHeader && line.startsWith('-');
  }
  return removes;
}

function changesMode(headerLine: string): boolean {
  return /^(new file |old mode |new mode )/.test(headerLine);
}
