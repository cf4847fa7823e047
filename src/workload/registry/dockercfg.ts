/**
 * The text in which kubelet finds the login for images of a registry, to the byte as the charm of 2018 made it.
 *
 * `login` is base64 of `USER:PASSWORD`. The domain has been checked: nothing in it needs an escape.
 */
export function renderDockercfg(domain: string, login: string): string {
  return `{"${domain}": {"auth": "${login}", "email": "root@localhost"}}`;
}
