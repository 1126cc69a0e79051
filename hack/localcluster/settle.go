// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// settle waits for what the controllers bring about: until the default service account is there no Pod can be created,
// and until a node is ready none is scheduled.
func (c *Cluster) settle(ctx context.Context) error {
	client, err := kubernetes.NewForConfig(c.Config())
	if err != nil {
		return fmt.Errorf("reach the API server: %w", err)
	}
	if c.options.has(ControllerManager) {
		err := c.await(ctx, c.process(ControllerManager), "create the default service account", func(ctx context.Context) error {
			_, err := client.CoreV1().ServiceAccounts(metav1.NamespaceDefault).Get(ctx, "default", metav1.GetOptions{})
			return err
		})
		if err != nil {
			return err
		}
	}
	if !c.options.has(Kwok) {
		return nil
	}
	for i := range c.options.Nodes {
		if err := c.addNode(ctx, client, fmt.Sprintf("node-%d", i+1)); err != nil {
			return err
		}
	}
	return nil
}

// addNode creates a node that kwok plays, unless the data directory holds it from an earlier run, and waits for it.
func (c *Cluster) addNode(ctx context.Context, client kubernetes.Interface, name string) error {
	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{
		Name:        name,
		Annotations: map[string]string{nodeAnnotation: "fake"},
		Labels: map[string]string{
			corev1.LabelHostname:   name,
			corev1.LabelOSStable:   "linux",
			corev1.LabelArchStable: "amd64",
		},
	}}
	if _, err := client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("create node %s: %w", name, err)
	}
	return c.await(ctx, c.process(Kwok), "make node "+name+" ready", func(ctx context.Context) error {
		current, err := client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		if !nodeReady(current, c.options.has(ControllerManager)) {
			return fmt.Errorf("node %s: conditions %v, taints %v", name, current.Status.Conditions, current.Spec.Taints)
		}
		return nil
	})
}

// nodeReady says whether a node is Ready and, where a controller manager runs that takes away the taints with which
// every node begins, open to Pods.
func nodeReady(node *corev1.Node, untainted bool) bool {
	for _, taint := range node.Spec.Taints {
		if !untainted {
			break
		}
		if taint.Key == corev1.TaintNodeNotReady || taint.Key == corev1.TaintNodeUnreachable {
			return false
		}
	}
	for _, condition := range node.Status.Conditions {
		if condition.Type == corev1.NodeReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

func (c *Cluster) process(component Component) *process {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.processes[component]
}
