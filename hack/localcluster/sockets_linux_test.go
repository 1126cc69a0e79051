// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// onlyLoopbackListens looks at the kernel's tables rather than at flags.
func onlyLoopbackListens(t *testing.T, cluster *Cluster) {
	t.Helper()
	listening := listeners(t)
	for _, s := range cluster.Status() {
		var found []net.IP
		for _, inode := range sockets(t, s.PID) {
			if ip, ok := listening[inode]; ok {
				found = append(found, ip)
			}
		}
		if len(found) == 0 {
			t.Errorf("%s listens nowhere: the test is blind", s.Component)
		}
		for _, ip := range found {
			if !ip.IsLoopback() {
				t.Errorf("%s listens on %s", s.Component, ip)
			}
		}
	}
}

// listeners are the addresses on which anybody listens, by the socket's inode.
func listeners(t *testing.T) map[string]net.IP {
	t.Helper()
	found := map[string]net.IP{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		file, err := os.Open(table)
		if errors.Is(err, os.ErrNotExist) {
			continue // a kernel without IPv6
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			const address, state, inode, listen = 1, 3, 9, "0A"
			fields := strings.Fields(lines.Text())
			if len(fields) > inode && fields[state] == listen {
				found[fields[inode]] = kernelIP(t, fields[address])
			}
		}
		if err := errors.Join(lines.Err(), file.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// kernelIP reads an address as the kernel prints it: words of four bytes, each in the byte order of the machine, which
// is little-endian wherever this runs.
func kernelIP(t *testing.T, address string) net.IP {
	t.Helper()
	digits, _, _ := strings.Cut(address, ":")
	ip, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	for word := range slices.Chunk(ip, 4) {
		slices.Reverse(word)
	}
	return ip
}

// sockets are the inodes of a process's sockets.
func sockets(t *testing.T, pid int) []string {
	t.Helper()
	descriptors, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil {
		t.Fatal(err)
	}
	var inodes []string
	for _, descriptor := range descriptors {
		target, err := os.Readlink(descriptor)
		if err != nil {
			continue // closed meanwhile
		}
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			inodes = append(inodes, strings.TrimSuffix(inode, "]"))
		}
	}
	return inodes
}
