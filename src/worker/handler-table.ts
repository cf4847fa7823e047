import { askForCertificate } from './handlers/ask-for-certificate.ts';
import { checkNodeName } from './handlers/check-node-name.ts';
import { checkSnaps } from './handlers/check-snaps.ts';
import { configureContainerd } from './handlers/configure-containerd.ts';
import { configureDocker } from './handlers/configure-docker.ts';
import { configureKubeProxy } from './handlers/configure-kube-proxy.ts';
import { configureKubelet } from './handlers/configure-kubelet.ts';
import { configureSnapd } from './handlers/configure-snapd.ts';
import { deployIngress } from './handlers/deploy-ingress.ts';
import { enableCgroups } from './handlers/enable-cgroups.ts';
import { followPausedNode } from './handlers/follow-paused-node.ts';
import { installCniPlugins } from './handlers/install-cni-plugins.ts';
import { installHostPackages } from './handlers/install-host-packages.ts';
import { installNvidiaDriver } from './handlers/install-nvidia-driver.ts';
import { installRuntime } from './handlers/install-runtime.ts';
import { installSnaps } from './handlers/install-snaps.ts';
import { introduceNode } from './handlers/introduce-node.ts';
import { introduceToCni } from './handlers/introduce-to-cni.ts';
import { labelNode } from './handlers/label-node.ts';
import { logInToRegistries } from './handlers/log-in-to-registries.ts';
import { offerRuntimeClass } from './handlers/offer-runtime-class.ts';
import { openKubeletApi } from './handlers/open-kubelet-api.ts';
import { publishDockerHost } from './handlers/publish-dockerhost.ts';
import { removeLeftNodes } from './handlers/remove-left-nodes.ts';
import { returnNode } from './handlers/return-node.ts';
import { saveCertificates } from './handlers/save-certificates.ts';
import { superviseServices } from './handlers/supervise-services.ts';
import { trustAuthority } from './handlers/trust-authority.ts';
import { writeKubeconfigs } from './handlers/write-kubeconfigs.ts';
import type { WorkerHandler } from './words.ts';

/** Every handler, in the order in which those of one round run. */
export const handlerTable: readonly WorkerHandler[] = [
  askForCertificate,
  introduceNode,
  introduceToCni,
  enableCgroups,
  installHostPackages,
  installRuntime,
  configureDocker,
  installNvidiaDriver,
  publishDockerHost,
  logInToRegistries,
  configureSnapd,
  installSnaps,
  checkSnaps,
  superviseServices,
  configureContainerd,
  installCniPlugins,
  saveCertificates,
  trustAuthority,
  writeKubeconfigs,
  checkNodeName,
  configureKubelet,
  configureKubeProxy,
  returnNode,
  labelNode,
  openKubeletApi,
  deployIngress,
  offerRuntimeClass,
  followPausedNode,
  removeLeftNodes,
];
