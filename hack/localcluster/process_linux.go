// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// startTime returns the boot and the clock tick at which a process started. An ended process that nobody has waited
// for yet counts as gone.
func startTime(pid int) (string, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", err
	}
	ticks, err := parseStat(string(stat))
	if err != nil {
		return "", err
	}
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(boot)) + "/" + ticks, nil
}

// parseStat takes the start time (field 22) out of /proc/<pid>/stat. The name, field 2, may itself contain spaces and
// brackets, so that fields are counted from its last bracket.
func parseStat(stat string) (string, error) {
	end := strings.LastIndexByte(stat, ')')
	if end < 0 {
		return "", fmt.Errorf("unexpected process status %q", stat)
	}
	const state, started = 0, 19 // fields 3 and 22
	fields := strings.Fields(stat[end+1:])
	if len(fields) <= started {
		return "", fmt.Errorf("unexpected process status %q", stat)
	}
	if fields[state] == "Z" || fields[state] == "X" {
		return "", os.ErrProcessDone
	}
	return fields[started], nil
}

// processAttributes puts a component in a process group of its own: an interrupt typed at the terminal reaches the
// launcher only, which then stops the components in order. A component that is not detached dies with the launcher.
func processAttributes(detached bool) *syscall.SysProcAttr {
	if detached {
		return &syscall.SysProcAttr{Setsid: true}
	}
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
