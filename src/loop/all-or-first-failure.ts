/** As `Promise.all`, but waits for all of the work, also where a part fails, so that nothing is under way afterwards. */
export async function allOrFirstFailure<Work extends readonly unknown[] | []>(
  work: Work,
): Promise<{ -readonly [Part in keyof Work]: Awaited<Work[Part]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
