import cytoscape from 'cytoscape';
import type { Core, ElementDefinition, NodeSingular } from 'cytoscape';
import type { PageData } from '../page-schema.ts';
import { graphStyle } from './graph-style.ts';

/** The drawing of applications and relations. */
export interface Graph {
  /** Nodes stay where they are unless applications came or went. */
  readonly show: (data: PageData, chosenApplication: string | null) => void;
}

/** A graph of applications and their relations; choosing an application calls back. */
export function createGraph(container: HTMLElement, onChoose: (application: string) => void): Graph {
  const core = cytoscape({ container, style: graphStyle(), userZoomingEnabled: false, minZoom: 0.2, maxZoom: 2.5 });
  core.on('tap', 'node', ({ target }: { readonly target: NodeSingular }) => onChoose(target.id()));
  core.on('mouseover', 'node', () => container.classList.add('is-pointing'));
  core.on('mouseout', 'node', () => container.classList.remove('is-pointing'));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => core.style(graphStyle()));
  new ResizeObserver(() => {
    core.resize();
    stretch(core);
    fit(core);
  }).observe(container);
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
  return applications.map(({ name, status, scale, isSubordinate, isExposed }, index) => {
    const facts = [status, scale, ...(isSubordinate ? ['subordinate'] : []), ...(isExposed ? ['exposed'] : [])];
    const label = `${name}\n${facts.join(' · ')}`;
    // From places on a ring, so that the same model looks the same again.
    const angle = (2 * Math.PI * index) / applications.length;
    return {
      data: { id: name, label, width: widthOf(label), status, kind: isSubordinate ? 'subordinate' : 'principal' },
      position: { x: 320 * Math.cos(angle), y: 200 * Math.sin(angle) },
    };
  });
}

function edgesOf({ relations, applications }: PageData): ElementDefinition[] {
  const known = new Set(applications.map(({ name }) => name));
  return relations.flatMap(({ id, ends, interface: label, type }) => {
    const [source, target = source] = ends.map(({ application }) => application);
    if (source === undefined || target === undefined || !known.has(source) || !known.has(target)) return [];
    // Of a loop: it has to come out of its node.
    const step = source === target ? Math.max(70, widthOf(source) * 0.7) : 46;
    return [{ data: { id: `relation ${id}`, source, target, label, type, step } }];
  });
}

/** Of the longest line, about. */
function widthOf(label: string): number {
  return Math.max(...label.split('\n').map((line) => line.length)) * 7.2 + 18;
}

function update(core: Core, element: ElementDefinition): void {
  const found = core.getElementById(element.data.id ?? '');
  if (found.empty()) core.add(element);
  else found.data(element.data);
}

function arrange(core: Core): void {
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
  stretch(core);
  fit(core);
}

/** The nodes take the shape of their place, so that their names can be read without coming nearer. */
function stretch(core: Core): void {
  const nodes = core.nodes();
  const places = nodes.map((node) => ({ ...node.position() }));
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
  const roomFor = Math.max(1, Math.sqrt(nodes.length / 9));
  const [width, height] = [(core.width() - 210) * roomFor, (core.height() - 90) * roomFor];
  nodes.positions((node) => {
    const { x, y } = node.position();
    return { x: within(x, xs) * width, y: within(y, ys) * height };
  });
  for (let round = 0; round < 40; round += 1) partNodes(core);
}

/** Nodes that are too near to each other are a little farther apart. */
function partNodes(core: Core): void {
  const nodes = core.nodes().toArray();
  nodes.forEach((node, index) => {
    for (const other of nodes.slice(index + 1)) {
      const [from, to] = [node.position(), other.position()];
      const [dx, dy] = [to.x - from.x, to.y - from.y];
      const lackX = (node.width() + other.width()) / 2 + 60 - Math.abs(dx);
      const lackY = (node.height() + other.height()) / 2 + 40 - Math.abs(dy);
      if (lackX <= 0 || lackY <= 0) continue;
      const step =
        lackX < lackY ? { x: (dx < 0 ? -lackX : lackX) / 4, y: 0 } : { x: 0, y: (dy < 0 ? -lackY : lackY) / 4 };
      node.shift({ x: -step.x, y: -step.y });
      other.shift(step);
    }
  });
}

/** Where the value lies between the least and the greatest, from 0 to 1. */
function within(value: number, values: readonly number[]): number {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  return greatest === least ? 0.5 : (value - least) / (greatest - least);
}

function fit(core: Core): void {
  if (core.nodes().empty()) return;
  core.fit(undefined, 14);
  if (core.zoom() > 1.1) {
    core.zoom(1.1);
    core.center();
  }
}
