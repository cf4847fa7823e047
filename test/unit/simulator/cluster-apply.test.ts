import { describe, expect, it } from 'vitest';
import { aCluster, aConfigMap, aWorkload, patchTypes, paths } from './a-cluster.ts';

const configMap = `${paths.configMaps}/c`;

function aClusterToApply(version?: string) {
  const test = aCluster(version);
  const apply = (manager: string, path: string, body: object, query = '') =>
    test.ask('PATCH', `${path}?fieldManager=${manager}${query}`, body, { contentType: patchTypes.apply });
  const dataOf = () => (test.ask('GET', configMap).body as { data?: object }).data;
  return { ...test, apply, dataOf };
}

describe('a server-side apply', () => {
  it('creates what is not there, and changes nothing the second time', () => {
    const { apply } = aClusterToApply();
    const first = apply('a', configMap, aConfigMap('c'));
    expect(first.status).toBe(201);
    expect(apply('a', configMap, aConfigMap('c'))).toEqual({ ...first, status: 200 });
  });

  it('removes what the same manager applied before and has left out', () => {
    const { apply, dataOf } = aClusterToApply();
    apply('a', configMap, aConfigMap('c', { x: '1', y: '2' }));
    apply('b', configMap, aConfigMap('c', { z: '3' }));
    apply('a', configMap, aConfigMap('c', { x: '1' }));
    expect(dataOf()).toEqual({ x: '1', z: '3' });
  });

  it('leaves what another manager applied too', () => {
    const { apply, dataOf } = aClusterToApply();
    apply('a', configMap, aConfigMap('c', { x: '1' }));
    apply('b', configMap, aConfigMap('c', { x: '1' }));
    apply('a', configMap, aConfigMap('c', {}));
    expect(dataOf()).toEqual({ x: '1' });
  });

  it('of a field that another manager has changed is refused until it is forced', () => {
    const { apply, ask, dataOf } = aClusterToApply();
    apply('a', configMap, aConfigMap('c', { x: '1' }));
    ask('PATCH', `${configMap}?fieldManager=kubectl-edit`, { data: { x: '2' } });
    expect(apply('a', configMap, aConfigMap('c', { x: '1' }))).toMatchObject({
      status: 409,
      body: {
        reason: 'Conflict',
        message: 'Apply failed with 1 conflict: conflict with "kubectl-edit" using v1: .data.x',
        details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.x' }] },
      },
    });
    expect(dataOf()).toEqual({ x: '2' });
    expect(apply('a', configMap, aConfigMap('c', { x: '1' }), '&force=true').status).toBe(200);
    expect(dataOf()).toEqual({ x: '1' });
    expect(apply('a', configMap, aConfigMap('c', { x: '3' })).status).toBe(200);
  });

  it('names every field and manager that is in its way', () => {
    const { apply, put } = aClusterToApply();
    put(`${paths.deployments}?fieldManager=kubectl-create`, aWorkload('Deployment', { replicas: 1 }));
    const wanted = aWorkload('Deployment', { replicas: 2 }, { containers: [{ name: 'c', image: 'nginx:2' }] });
    const { body } = apply('a', `${paths.deployments}/x`, wanted);
    expect((body as { message: string }).message).toBe(
      'Apply failed with 2 conflicts: conflicts with "kubectl-create" using apps/v1:\n' +
        '- .spec.replicas\n- .spec.template.spec.containers[name="c"].image',
    );
  });

  it('owns one container and leaves the other to who added it', () => {
    const { apply, ask } = aClusterToApply();
    const path = `${paths.deployments}/x`;
    const containers = (...names: readonly string[]) => {
      return aWorkload('Deployment', {}, { containers: names.map((name) => ({ name, image: 'i' })) });
    };
    apply('a', path, containers('one', 'two'));
    apply('b', path, containers('three'));
    apply('a', path, containers('two'));
    expect(ask('GET', path).body).toMatchObject({
      spec: { template: { spec: { containers: [{ name: 'two' }, { name: 'three' }] } } },
    });
  });

  it('writes down who owns what', () => {
    const { apply, ask } = aClusterToApply();
    apply('a', configMap, aConfigMap('c', { x: '1' }));
    ask('PATCH', `${configMap}?fieldManager=kubectl-label`, { metadata: { labels: { l: '1' } } });
    expect(ask('GET', configMap).body).toMatchObject({
      metadata: {
        managedFields: [
          { manager: 'a', operation: 'Apply', apiVersion: 'v1', fieldsV1: { 'f:data': { 'f:x': {} } } },
          { manager: 'kubectl-label', operation: 'Update', fieldsV1: { 'f:metadata': { 'f:labels': { 'f:l': {} } } } },
        ],
      },
    });
  });

  it('takes the owners that a client writes itself', () => {
    const { apply, ask, dataOf } = aClusterToApply();
    ask('POST', `${paths.configMaps}?fieldManager=kubectl-client-side-apply`, aConfigMap('c', { x: '1', y: '1' }));
    const entry = { manager: 'kubectl', operation: 'Apply', apiVersion: 'v1', time: '2018-04-29T11:06:40Z' };
    const managedFields = [{ ...entry, fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:x': {}, 'f:y': {} } } }];
    const steps = [{ op: 'replace', path: '/metadata/managedFields', value: managedFields }];
    expect(ask('PATCH', configMap, steps, { contentType: patchTypes.json }).status).toBe(200);
    expect(apply('kubectl', configMap, aConfigMap('c', { x: '2' })).status).toBe(200);
    expect(dataOf()).toEqual({ x: '2' });
  });

  it('needs the name of a manager, and a server of 1.16', () => {
    const { apply } = aClusterToApply();
    expect(apply('', configMap, aConfigMap('c')).status).toBe(422);
    expect(aClusterToApply('1.15.0').apply('a', configMap, aConfigMap('c')).status).toBe(415);
  });
});
