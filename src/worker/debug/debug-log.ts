/** The lines of debug.log, as the charm of 2018 wrote them. */
export interface DebugLog {
  readonly add: (line: string) => void;
  readonly text: () => string;
}

export function createDebugLog(now: () => Date): DebugLog {
  const lines: string[] = [];
  return {
    add: (line) => lines.push(`${localTime(now())} | ${line}`),
    text: () => lines.map((line) => `${line}\n`).join(''),
  };
}

/** For example `2018-05-16 09:03:01`, by the machine's clock and in its time zone. */
function localTime(date: Date): string {
  const [year, month, day, ...time] = partsOf(date);
  return `${year}-${month}-${day} ${time.join(':')}`;
}

/** For example `20180516090301`. */
export function stampOf(date: Date): string {
  return partsOf(date).join('');
}

function partsOf(date: Date): readonly string[] {
  const parts = [date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()];
  return [String(date.getFullYear()), ...parts.map((part) => String(part).padStart(2, '0'))];
}
