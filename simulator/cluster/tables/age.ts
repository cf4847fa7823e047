/** How long ago, as kubectl and the API write it: `45s`, `3m10s`, `5h`, `3d4h`, `2y30d`. */
export function ageText(then: unknown, nowSeconds: number): string {
  const thenMs = typeof then === 'string' ? Date.parse(then) : Number.NaN;
  if (Number.isNaN(thenMs)) return '<unknown>';
  return durationText(Math.floor(nowSeconds - thenMs / 1000));
}

/** Source: k8s.io/apimachinery/pkg/util/duration, HumanDuration */
export function durationText(seconds: number): string {
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return joined(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return joined(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return joined(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? joined(years, 'y', days % 365, 'd') : `${years}y`;
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
