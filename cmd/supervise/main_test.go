// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jianguan/supervision-operator/cmd/internal/version"
)

// run runs a command line on no cluster.
func run(t *testing.T, stdin string, args ...string) (stdout string, err error) {
	t.Helper()
	var out bytes.Buffer
	cmd := newCommand()
	cmd.SetIn(strings.NewReader(stdin))
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs(args)
	err = cmd.ExecuteContext(t.Context())
	return out.String(), err
}

func TestVersion(t *testing.T) {
	out, err := run(t, "", "version")
	if err != nil || strings.TrimSpace(out) != version.String() || version.String() == "" {
		t.Errorf("version prints %q, error %v, want %q", out, err, version.String())
	}
}

func TestHelp(t *testing.T) {
	out, err := run(t, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{"backup", "restore", "--kubeconfig file", "--context string", "--as string"} {
		if !strings.Contains(out, said) {
			t.Errorf("the help lacks %q:\n%s", said, out)
		}
	}
	if strings.Contains(out, "--namespace") {
		t.Errorf("the help offers a namespace, which no command heeds:\n%s", out)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	cutOff := filepath.Join(dir, "cut-off.yaml")
	kubeconfig := filepath.Join(dir, "kubeconfig")
	for path, content := range map[string]string{
		cutOff: "---\nkind: DutyReport\n",
		kubeconfig: `{apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: c}}],
			clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]}`,
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"no file":                   {[]string{"restore", "--kubeconfig", kubeconfig}, `required flag(s) "filename" not set`},
		"a file that is not there":  {[]string{"restore", "-f", filepath.Join(dir, "none"), "--kubeconfig", kubeconfig}, "no such file"},
		"a file that was cut off":   {[]string{"restore", "-f", cutOff, "--kubeconfig", kubeconfig}, "cut-off.yaml: the backup was cut off"},
		"nothing at once":           {[]string{"restore", "-f", "-", "--parallel", "0", "--kubeconfig", kubeconfig}, "0 objects at once"},
		"no API server to restore":  {[]string{"restore", "-f", "-", "--kubeconfig", kubeconfig}, "find out whether the operator runs"},
		"no API server to back up":  {[]string{"backup", "--kubeconfig", kubeconfig}, "back up https://127.0.0.1:1"},
		"no kubeconfig":             {[]string{"backup", "--kubeconfig", filepath.Join(dir, "none")}, "set --kubeconfig or KUBECONFIG"},
		"a context that is unknown": {[]string{"backup", "--context", "other", "--kubeconfig", kubeconfig}, `context "other" does not exist`},
		"an unknown command":        {[]string{"bakcup"}, "unknown command"},
		"more arguments":            {[]string{"backup", "more"}, "unknown command"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := run(t, "...\n", test.args...); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}
