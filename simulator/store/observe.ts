/** Keys from the root to what was written, at most `deepestPath` of them. */
export type WrittenPath = readonly string[];

/**
 * The same data as `root`, read and written as usual; every write that makes a difference is told to `written`, with
 * its place.
 *
 * Objects come out as views, the same view for the same object. What is put in stays what it is: read it back to have
 * its view. An array counts as one thing.
 */
export function observe<T extends object>(root: T, written: (path: WrittenPath) => void): T {
  const views = new WeakMap<object, object>();
  const viewOf = <V extends object>(data: V, path: WrittenPath): V => {
    const known = views.get(data);
    // The map holds for each object its own view.
    if (known !== undefined) return known as V;
    const at = (key: string | symbol) =>
      Array.isArray(data) || typeof key === 'symbol' || path.length === deepestPath ? path : [...path, key];
    const view = new Proxy(data, {
      get: (target, key) => {
        const value: unknown = dataOf(Reflect.get(target, key));
        return isObject(value) ? viewOf(value, at(key)) : value;
      },
      set: (target, key, value: unknown) => {
        const data = dataOf(value);
        if (Object.hasOwn(target, key) && Object.is(Reflect.get(target, key), data)) return true;
        const isSet = Reflect.set(target, key, data);
        written(at(key));
        return isSet;
      },
      deleteProperty: (target, key) => {
        if (!Object.hasOwn(target, key)) return true;
        const isDeleted = Reflect.deleteProperty(target, key);
        written(at(key));
        return isDeleted;
      },
    });
    views.set(data, view);
    dataBehind.set(view, data);
    return view;
  };
  return viewOf(root, []);
}

/** What is behind a view; anything else is what it is. */
export function dataOf<T>(value: T): T {
  // The map holds for each view the object of its own type.
  return isObject(value) ? ((dataBehind.get(value) as T | undefined) ?? value) : value;
}

/** Enough to tell what a program remembers on a machine from what another one does. */
const deepestPath = 5;

const dataBehind = new WeakMap<object, object>();

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
