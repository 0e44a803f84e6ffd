/** Waits for all of the work, also where a part fails, so that nothing is under way afterwards; then throws the first failure. */
export async function allOrFirstFailure<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  const ended = await Promise.allSettled(work);
  const failed = ended.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}
