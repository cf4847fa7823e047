import { readFileSync } from 'node:fs';
import { JujuRefused } from '../model/model.ts';

/** The built page, in which nothing is said yet. */
export interface PageTemplate {
  readonly html: string;
  /** The Content-Security-Policy that the page declares: only its own script and styles, by their digests. */
  readonly policy: string;
}

/** @throws JujuRefused when the page has not been built */
export function readPageTemplate(file: string): PageTemplate {
  let html: string;
  try {
    html = readFileSync(file, 'utf8');
  } catch {
    throw new JujuRefused(`the page is not built: there is no ${file}`);
  }
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
  if (policy === undefined || !html.includes(emptyData)) throw new JujuRefused(`${file} is not the page`);
  return { html, policy };
}

/** The page with this inside, which asks nobody for anything. */
export function filledPage({ html, policy }: PageTemplate, content: unknown): string {
  return html
    .replace(policy, () => policy.replace("connect-src 'self'", "connect-src 'none'"))
    .replace(emptyData, () => `${dataElement}${inScript(content)}</script>`);
}

/** JSON that neither ends its script nor breaks a line of it. */
function inScript(content: unknown): string {
  return JSON.stringify(content)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

const dataElement = '<script id="content" type="application/json">';
const emptyData = `${dataElement}null</script>`;
