import { pageData, unitStory, wholePage } from '../page-schema.ts';
import type { PageData, UnitStory } from '../page-schema.ts';

/** Where the page has what it shows from. */
export interface Source {
  readonly isLive: boolean;
  /** Null while there is no model. */
  readonly data: () => Promise<PageData | null>;
  readonly story: (unit: string) => Promise<UnitStory | null>;
  /** Calls back whenever there may be something else to show, and when the server comes or goes. */
  readonly watch: (onChange: () => void, onServer: (isThere: boolean) => void) => void;
}

/** What is inside of the page; else the server that the page is from. */
export function openSource(content: string): Source {
  const inside: unknown = JSON.parse(content);
  return inside === null ? serverSource() : writtenSource(inside);
}

function writtenSource(inside: unknown): Source {
  const { data, stories } = wholePage.parse(inside);
  return {
    isLive: false,
    data: async () => data,
    story: async (unit) => stories[unit] ?? null,
    watch: () => undefined,
  };
}

function serverSource(): Source {
  return {
    isLive: true,
    data: async () => pageData.nullable().parse(await asked('/data.json')),
    story: async (unit) => unitStory.nullable().parse(await asked(`/unit.json?name=${encodeURIComponent(unit)}`)),
    watch: (onChange, onServer) => {
      const events = new EventSource('/events');
      events.addEventListener('changed', onChange);
      events.addEventListener('open', () => onServer(true));
      events.addEventListener('error', () => onServer(false));
    },
  };
}

async function asked(url: string): Promise<unknown> {
  const response = await fetch(url, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}
