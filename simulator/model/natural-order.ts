/** Orders names as people count: `app/2` before `app/10`. */
export function naturalOrder(a: string, b: string): number {
  const [partsA, partsB] = [a, b].map((name) => name.split(/(\d+)/));
  const length = Math.max(partsA?.length ?? 0, partsB?.length ?? 0);
  for (let index = 0; index < length; index += 1) {
    const [partA = '', partB = ''] = [partsA?.[index], partsB?.[index]];
    if (partA === partB) continue;
    // Odd parts are the digits.
    if (index % 2 === 1 && Number(partA) !== Number(partB)) return Number(partA) - Number(partB);
    return partA < partB ? -1 : 1;
  }
  return 0;
}
