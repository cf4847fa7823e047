import cytoscape from 'cytoscape';
import type { Core, ElementDefinition } from 'cytoscape';
import type { PageData } from '../page-schema.ts';
import { graphStyle } from './graph-style.ts';

export interface Graph {
  /** Nodes stay where they are unless applications came or went. */
  readonly show: (data: PageData, chosenApplication: string | null) => void;
}

/** A graph of applications and their relations; choosing an application calls back. */
export function createGraph(container: HTMLElement, onChoose: (application: string) => void): Graph {
  const core = cytoscape({ container, style: graphStyle(), wheelSensitivity: 0.2, minZoom: 0.2, maxZoom: 2.5 });
  core.userZoomingEnabled(false);
  core.on('tap', 'node', (event) => onChoose(event.target.id()));
  core.on('mouseover', 'node', () => container.classList.add('is-pointing'));
  core.on('mouseout', 'node', () => container.classList.remove('is-pointing'));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => core.style(graphStyle()));
  new ResizeObserver(() => fit(core)).observe(container);
  let shape = '';
  return {
    show: (data, chosenApplication) => {
      const elements = [...nodesOf(data), ...edgesOf(data)];
      const ids = elements.map((element) => element.data.id).join(' ');
      core.batch(() => {
        for (const element of elements) update(core, element);
        const known = new Set(elements.map((element) => element.data.id));
        core.elements().forEach((element) => {
          if (!known.has(element.id())) element.remove();
        });
        core.nodes().forEach((node) => {
          node.toggleClass('chosen', node.id() === chosenApplication);
        });
      });
      if (ids !== shape) arrange(core);
      shape = ids;
    },
  };
}

function nodesOf({ applications }: PageData): ElementDefinition[] {
  return applications.map(({ name, status, scale, isSubordinate, isExposed }) => {
    const lines = [
      name,
      `${status} · ${scale}${isExposed ? ' · exposed' : ''}`,
      ...(isSubordinate ? ['subordinate'] : []),
    ];
    return { data: { id: name, label: lines.join('\n'), status, kind: isSubordinate ? 'subordinate' : 'principal' } };
  });
}

function edgesOf({ relations, applications }: PageData): ElementDefinition[] {
  const known = new Set(applications.map(({ name }) => name));
  return relations.flatMap(({ id, ends, interface: label, type }) => {
    const [source, target = source] = ends.map(({ application }) => application);
    if (source === undefined || target === undefined || !known.has(source) || !known.has(target)) return [];
    return [{ data: { id: `relation ${id}`, source, target, label, type } }];
  });
}

function update(core: Core, element: ElementDefinition): void {
  const found = core.getElementById(element.data.id ?? '');
  if (found.empty()) core.add(element);
  else found.data(element.data);
}

/** From places on a ring, so that the same model looks the same again. */
function arrange(core: Core): void {
  const nodes = core.nodes();
  nodes.positions((node) => {
    const angle = (2 * Math.PI * nodes.toArray().indexOf(node)) / nodes.length;
    return { x: 320 * Math.cos(angle), y: 200 * Math.sin(angle) };
  });
  core
    .layout({
      name: 'cose',
      animate: false,
      randomize: false,
      fit: false,
      nodeDimensionsIncludeLabels: true,
      idealEdgeLength: () => 150,
      nodeRepulsion: () => 400_000,
      nodeOverlap: 40,
      gravity: 0.4,
      numIter: 1500,
    })
    .run();
  fit(core);
}

function fit(core: Core): void {
  core.resize();
  if (core.nodes().empty()) return;
  core.fit(undefined, 16);
  if (core.zoom() > 1.1) {
    core.zoom(1.1);
    core.center();
  }
}
