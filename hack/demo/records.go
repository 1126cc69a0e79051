// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"

	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/deploy"
)

// importRecords files the paper record of the first stations as the archive, and
// has the office accept it: what was missed on paper only is set right.
func (d *demo) importRecords(ctx context.Context) error {
	d.beginf("A paper record from before the system: 4 stations stood at the end of 2020")
	access, err := deploy.Render(recordAccess)
	if err != nil {
		return err
	}
	if err := deploy.Apply(ctx, d.place.admin(), access, nothing{}); err != nil {
		return err
	}
	for _, record := range []struct {
		folder, user string
		groups       []string
	}{
		{paperReports, "system:serviceaccount:" + regionOf + ":archive", []string{"system:serviceaccounts", "system:serviceaccounts:" + regionOf}},
		{paperRulings, "xicheng-office-desk", []string{"xicheng:office"}},
	} {
		if err := d.file(ctx, record.folder, record.user, record.groups); err != nil {
			return err
		}
		d.donef("%s: filed by %s", record.folder, record.user)
	}
	var duty v1alpha1.DepartmentDuty
	err = d.eventually(ctx, "the milestone of 2020 counts as met in time", func(ctx context.Context) (bool, error) {
		err := d.client.Get(ctx, types.NamespacedName{Namespace: regionOf, Name: stationsDuty}, &duty)
		return stateOf(&duty, paperStations) == v1alpha1.CheckpointCompleted, err
	})
	if err != nil {
		return err
	}
	if err := d.expectStations(&duty); err != nil {
		return err
	}
	if err := d.awaitDuties(ctx); err != nil {
		return err
	}
	return d.printWorst(ctx)
}

// file creates the objects of a kustomization as a user. Rights that were granted
// a moment ago may take the API server a moment to know.
func (d *demo) file(ctx context.Context, folder, user string, groups []string) error {
	objects, err := deploy.Render(folder)
	if err != nil {
		return err
	}
	c, err := d.as(user, groups...)
	if err != nil {
		return err
	}
	for _, object := range objects {
		err := d.eventually(ctx, fmt.Sprintf("%s files %s", user, object.GetName()), func(ctx context.Context) (bool, error) {
			return true, c.Create(ctx, object)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// expectStations holds the duty against what the plan and the record say.
func (d *demo) expectStations(duty *v1alpha1.DepartmentDuty) error {
	var wrong []error
	for _, expected := range []struct {
		checkpoint v1alpha1.CheckpointName
		state      v1alpha1.CheckpointState
	}{
		{paperStations, v1alpha1.CheckpointCompleted},
		{"stations-2021", v1alpha1.CheckpointMissed},
		{"stations-2022", v1alpha1.CheckpointMissed},
	} {
		if state := stateOf(duty, expected.checkpoint); state != expected.state {
			wrong = append(wrong, fmt.Errorf("checkpoint %s of %s is %s, want %s", expected.checkpoint, duty.Name, state, expected.state))
			continue
		}
		d.donef("checkpoint %s: %s", expected.checkpoint, expected.state)
	}
	return errors.Join(wrong...)
}

func stateOf(duty *v1alpha1.DepartmentDuty, name v1alpha1.CheckpointName) v1alpha1.CheckpointState {
	for _, checkpoint := range duty.Status.Checkpoints {
		if checkpoint.Name == name {
			return checkpoint.State
		}
	}
	return ""
}
