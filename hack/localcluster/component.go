// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

// Component names one program of the control plane, as its binary is called.
type Component string

// The components that a Cluster can consist of.
const (
	Etcd              Component = "etcd"
	APIServer         Component = "kube-apiserver"
	ControllerManager Component = "kube-controller-manager"
	Scheduler         Component = "kube-scheduler"
	Kwok              Component = "kwok"
)

// AllComponents lists every component in the order in which they start; they stop in the opposite order.
func AllComponents() []Component {
	return []Component{Etcd, APIServer, ControllerManager, Scheduler, Kwok}
}

// packagePath is the main package that hack/controlplane pins for a component.
func (c Component) packagePath() string {
	switch c {
	case Etcd:
		return "go.etcd.io/etcd/server/v3"
	case Kwok:
		return "sigs.k8s.io/kwok/cmd/kwok"
	default:
		return "k8s.io/kubernetes/cmd/" + string(c)
	}
}

// module is the Go module that holds a component; its version is the component's version.
func (c Component) module() string {
	switch c {
	case Etcd:
		return "go.etcd.io/etcd/server/v3"
	case Kwok:
		return "sigs.k8s.io/kwok"
	default:
		return "k8s.io/kubernetes"
	}
}
