/** A value inside double quotes of a unit file means itself; `%` would start a specifier. */
export function escapeForSystemd(value: string): string {
  return value.replace(/[\\"]/gu, '\\$&').replaceAll('%', '%%');
}
