/** `text` with `***` in place of what has the form of a secret, whoever's it is. */
export function withoutSecretForms(text: string): string {
  return withoutKeyLines(
    masked.reduce((rest, form) => rest.replace(form, (_all, before: string) => `${before}***`), text),
  );
}

/** The values in the text that have the form of a secret: of settings, in addresses, and the lines of private keys. */
export function secretsIn(text: string): readonly string[] {
  const values = valuesOfSettings(text);
  const passwords = [...text.matchAll(passwordInUrl)].map(([, password = '']) => password);
  const keys = [...text.matchAll(privateKey)].flatMap(([key]) => [key, ...key.split(/\r?\n/u).filter(isKeyLine)]);
  return [...new Set([...values, ...values.flatMap(contentOf), ...passwords, ...passwords.map(decoded), ...keys])];
}

/** True for the name of a setting whose value is a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

function valuesOfSettings(text: string): readonly string[] {
  return settings.flatMap((form) => [...text.matchAll(form)].map(([all, before = '']) => all.slice(before.length)));
}

/**
 * What a value of a setting stands for: a text in JSON; in base64 a key, a configuration with secrets of its own, or, as
 * Docker has it, a user and his password.
 */
function contentOf(value: string): readonly string[] {
  const text = Buffer.from(value, 'base64').toString('utf8');
  const [, password] = /^[!-9;-~]+:(\P{Cc}+)\s*$/u.exec(text) ?? [];
  return [
    ...unescaped(value),
    // What is no base64 decodes to nonsense, which has other characters.
    ...(text.includes('\u{fffd}') ? [] : secretsIn(text)),
    ...(password === undefined || password.includes('\u{fffd}') ? [] : [password]),
  ];
}

function unescaped(value: string): readonly string[] {
  if (!value.includes('\\')) return [];
  try {
    const text: unknown = JSON.parse(`"${value}"`);
    return typeof text === 'string' ? [text] : [];
  } catch {
    return [];
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Logs put something before each line of a key, so that the form of the whole is not there. */
function withoutKeyLines(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  let left = 0;
  const lines = text.split('\n').map((line) => {
    if (/-----END [A-Z0-9 ]*PRIVATE KEY-----/u.test(line)) left = 0;
    const shown = left > 0 ? line.replace(/[A-Za-z0-9+/=]{16,}/gu, '***') : line;
    left = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/u.test(line) ? longestKey : left - 1;
    return shown;
  });
  return lines.join('\n');
}

function isKeyLine(line: string): boolean {
  return line.length >= 16 && !line.startsWith('-----');
}

/** Lines of a key of 16,384 bits. */
const longestKey = 200;

/*
 * No form begins with a repetition: a log may have lines of megabytes, which would take hours then.
 * A name counts by its last word, so that DB_PASSWORD and registryPassword do, and secretName and PASSWORD_FILE do not.
 */
const words = String.raw`(?:password|passwd|passphrase|[_-]pass|token|secret|credentials?|htpasswd|(?:access|api|private|secret|encryption|fingerprint)[_-]?key|key-data|tls\.key|dockerconfigjson|dockercfg|auth)\d*`;
const secretName = new RegExp(String.raw`(?:${words}|^key)$`, 'iu');
/** After a name, with the backslashes of JSON within JSON. */
const separator = String.raw`\\*["']?[ \t]*[:=][ \t]*`;
/** Switches are none, nor are sizes, which is what kubectl describes of a Secret. */
const aSecret = String.raw`(?!(?:true|false|null|none|nil)\b|\d+ bytes|\*\*\*)`;

const settings: readonly RegExp[] = [
  // "password": "..."
  String.raw`(${words}${separator}")${aSecret}(?:[^"\\\n]|\\.)+`,
  String.raw`(${words}${separator}')${aSecret}[^'\n]+`,
  // \"password\":\"...\"
  String.raw`(${words}${separator}\\+["'])${aSecret}[^"'\\\n]+(?:\\+[^"'\\\n]+)*`,
  // password=..., up to a blank or the next parameter of an address; a bracket begins something of several parts.
  String.raw`(${words}${separator})${aSecret}[^\s"'\\&{[(<|][^\s"'\\&]*`,
  // --password ...
  String.raw`(--[a-z-]{0,30}(?:password|passwd|token|secret)[ ])(?!-)[^\s"'\\]+`,
  String.raw`(\bBearer[ ]+|Authorization: Basic[ ]+)[\w.~+/=-]{6,}`,
  // A signed token of three parts.
  String.raw`()\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*`,
].map((source) => new RegExp(source, 'giu'));

const privateKey = /()-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:[^-]|-(?!----))*-----END [A-Z0-9 ]*PRIVATE KEY-----/gu;
/**
 * A password may have an `@` of its own: up to the last one before the next blank or quote. No longer than passwords are,
 * or a line of thousands of addresses would be read to its end for each of them.
 */
const passwordInUrl = /:\/\/[^\s/:@"']{0,500}:([^\s"']{1,2000})@/gu;

const masked: readonly RegExp[] = [
  privateKey,
  // What was applied, Secrets too, in an annotation that older kubectls describe.
  /(last-applied-configuration\\*"?\s*[:=]\s*)\S[^\n]*/gu,
  /(:\/\/)[^\s/"']+(?=@)/gu,
  ...settings,
];
