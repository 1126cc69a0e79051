// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build unix && !linux

package localcluster

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// startTime returns the second at which a process started, the finest that ps tells.
func startTime(pid int) (string, error) {
	output, err := exec.Command("ps", "-o", "state=,lstart=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return "", err
	}
	state, started, _ := strings.Cut(strings.TrimSpace(string(output)), " ")
	if started == "" || strings.HasPrefix(state, "Z") {
		return "", os.ErrProcessDone
	}
	return strings.TrimSpace(started), nil
}

// processAttributes puts a component in a process group of its own, see process_linux.go. Only Linux can tie a
// process's life to that of the launcher.
func processAttributes(detached bool) *syscall.SysProcAttr {
	if detached {
		return &syscall.SysProcAttr{Setsid: true}
	}
	return &syscall.SysProcAttr{Setpgid: true}
}
