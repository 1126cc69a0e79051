// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"fmt"
	"net"
	"strconv"
)

const (
	loopback = "127.0.0.1"
	// serviceIPs is the range of Service addresses; nothing routes them here.
	serviceIPs = "10.0.0.0/24"
	// podIPs is the range of the Pods that kwok plays.
	podIPs = "10.244.0.0/16"
	// etcdQuota is twice the default: a benchmark writes more than a cluster of this size ever holds.
	etcdQuota = 4 << 30
	// nodeAnnotation marks the nodes that kwok plays.
	nodeAnnotation = "kwok.x-k8s.io/node"
)

// Names of the key pairs below pki.
const (
	clusterCA      = "ca"
	etcdCA         = "etcd-ca"
	serviceAccount = "service-account"
	serving        = "serving"
	etcdServing    = "etcd-serving"
	etcdClient     = "etcd-client"
)

func endpoint(port int) string {
	return "https://" + net.JoinHostPort(loopback, strconv.Itoa(port))
}

// readyPath is where a component tells that it serves. The controller manager knows no /readyz.
func readyPath(c Component) string {
	if c == ControllerManager {
		return "/healthz"
	}
	return "/readyz"
}

// arguments are the flags of a component that listens on the port.
func (c *Cluster) arguments(component Component, port int) []string {
	var args []string
	switch component {
	case Etcd:
		args = c.etcdArguments(port)
	case APIServer:
		args = c.apiServerArguments(port)
	case ControllerManager:
		args = c.controllerManagerArguments(port)
	case Scheduler:
		args = append(c.clientArguments(Scheduler, port), "--leader-elect=false")
	case Kwok:
		args = c.kwokArguments(port)
	}
	return append(args, c.options.ExtraArgs[component]...)
}

func (c *Cluster) etcdArguments(port int) []string {
	args := []string{
		"--name=default",
		"--data-dir=" + c.path("etcd"),
		"--listen-client-urls=" + endpoint(port),
		"--advertise-client-urls=" + endpoint(port),
		// A single member is never dialled by a peer; the flag keeps the peer port off the default one.
		"--listen-peer-urls=http://" + loopback + ":0",
		// An authority of its own: the users of the cluster must not reach its store past the API server.
		"--client-cert-auth=true",
		"--trusted-ca-file=" + certPath(c.path("pki"), etcdCA),
		"--cert-file=" + certPath(c.path("pki"), etcdServing),
		"--key-file=" + keyPath(c.path("pki"), etcdServing),
		fmt.Sprintf("--quota-backend-bytes=%d", int64(etcdQuota)),
	}
	if !c.options.Durable {
		args = append(args, "--unsafe-no-fsync")
	}
	return args
}

func (c *Cluster) apiServerArguments(port int) []string {
	pki := c.path("pki")
	args := []string{
		"--bind-address=" + loopback,
		"--advertise-address=" + loopback,
		fmt.Sprintf("--secure-port=%d", port),
		// The service "kubernetes" would need an address that is not loopback.
		"--endpoint-reconciler-type=none",
		"--etcd-servers=" + endpoint(c.port(Etcd)),
		"--etcd-cafile=" + certPath(pki, etcdCA),
		"--etcd-certfile=" + certPath(pki, etcdClient),
		"--etcd-keyfile=" + keyPath(pki, etcdClient),
		"--tls-cert-file=" + certPath(pki, serving),
		"--tls-private-key-file=" + keyPath(pki, serving),
		"--client-ca-file=" + certPath(pki, clusterCA),
		"--authorization-mode=Node,RBAC",
		"--service-cluster-ip-range=" + serviceIPs,
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + keyPath(pki, serviceAccount),
		"--service-account-signing-key-file=" + keyPath(pki, serviceAccount),
		"--enable-aggregator-routing=false",
		"--profiling=false",
		// Else a single watch that somebody left open keeps the server from stopping for a minute.
		"--shutdown-watch-termination-grace-period=1s",
	}
	if !c.options.has(ControllerManager) {
		// Nobody makes the default service accounts then, and without them no Pod could be created.
		args = append(args, "--disable-admission-plugins=ServiceAccount")
	}
	return args
}

func (c *Cluster) controllerManagerArguments(port int) []string {
	pki := c.path("pki")
	return append(c.clientArguments(ControllerManager, port),
		"--leader-elect=false",
		"--use-service-account-credentials=true",
		// By default it allows itself 20 requests a second, and the accounts of its controllers alone take seconds.
		"--kube-api-qps=500",
		"--kube-api-burst=1000",
		"--service-account-private-key-file="+keyPath(pki, serviceAccount),
		"--root-ca-file="+certPath(pki, clusterCA),
		"--cluster-signing-cert-file="+certPath(pki, clusterCA),
		"--cluster-signing-key-file="+keyPath(pki, clusterCA),
	)
}

// clientArguments are what the controller manager and the scheduler have in common.
func (c *Cluster) clientArguments(component Component, port int) []string {
	kubeconfig := c.componentKubeconfig(component)
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=" + loopback,
		fmt.Sprintf("--secure-port=%d", port),
		"--tls-cert-file=" + certPath(c.path("pki"), serving),
		"--tls-private-key-file=" + keyPath(c.path("pki"), serving),
		"--profiling=false",
	}
}

func (c *Cluster) kwokArguments(port int) []string {
	return []string{
		"--kubeconfig=" + c.componentKubeconfig(Kwok),
		"--config=" + c.binaries.Stages,
		// Without leases a node counts as gone after forty seconds, and its Pods as not ready for good.
		"--node-lease-duration-seconds=40",
		"--manage-all-nodes=false",
		"--manage-nodes-with-annotation-selector=" + nodeAnnotation + "=fake",
		"--cidr=" + podIPs,
		"--node-ip=" + loopback,
		"--server-address=" + net.JoinHostPort(loopback, strconv.Itoa(port)),
		"--tls-cert-file=" + certPath(c.path("pki"), serving),
		"--tls-private-key-file=" + keyPath(c.path("pki"), serving),
	}
}
