// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package framework

import (
	"errors"
	"fmt"
	"strings"

	"github.com/onsi/gomega"
	"github.com/onsi/gomega/gcustom"
	"github.com/onsi/gomega/types"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// BeForbidden matches the error of a request that was refused because of who made it, and whose message says all of
// what is given.
func BeForbidden(saying ...string) types.GomegaMatcher {
	return refused(apierrors.IsForbidden, "IsForbidden", saying)
}

// BeInvalid matches the error of a request that was refused because of its content, and whose message says all of what
// is given.
func BeInvalid(saying ...string) types.GomegaMatcher {
	return refused(apierrors.IsInvalid, "IsInvalid", saying)
}

func refused(is func(error) bool, description string, saying []string) types.GomegaMatcher {
	matchers := []types.GomegaMatcher{gomega.MatchError(is, description)}
	for _, text := range saying {
		matchers = append(matchers, gomega.MatchError(gomega.ContainSubstring(text)))
	}
	return gomega.SatisfyAll(matchers...)
}

// RefuseField matches the error of a request that was refused because of a field, and in which the message for this
// field says all of what is given.
func RefuseField(field string, saying ...string) types.GomegaMatcher {
	return gcustom.MakeMatcher(func(err error) (bool, error) {
		var status apierrors.APIStatus
		if !errors.As(err, &status) || !apierrors.IsInvalid(err) || status.Status().Details == nil {
			return false, nil
		}
		for _, cause := range status.Status().Details.Causes {
			if cause.Field == field && containsAll(cause.Message, saying) {
				return true, nil
			}
		}
		return false, nil
	}).WithMessage(fmt.Sprintf("refuse %s, saying %q", field, saying))
}

func containsAll(text string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}
