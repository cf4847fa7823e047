/** `30 Apr 2018 15:04:05Z`, as the status of things says since when. */
export function sinceText(seconds: number): string {
  const time = new Date(seconds * 1000);
  return `${time.getUTCDate().toString().padStart(2, '0')} ${months[time.getUTCMonth()] ?? ''} ${time.getUTCFullYear()} ${clockText(seconds)}Z`;
}

/** `2018-04-30 15:04:05 +0000 UTC`, as actions say it. */
export function utcText(seconds: number): string {
  return `${dateText(seconds)} ${clockText(seconds)} +0000 UTC`;
}

/** `2018-04-30`. */
export function dateText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** `15:04:05`. */
export function clockText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
