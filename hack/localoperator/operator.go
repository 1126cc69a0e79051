// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localoperator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"

	"github.com/jianguan/supervision-operator/hack/localcluster"
)

const (
	readyWithin = time.Minute
	readyEvery  = 50 * time.Millisecond
	// stopWithin is longer than the operator's own bound for a graceful stop.
	stopWithin = 40 * time.Second
	// tailBytes is how much of the log an error shows.
	tailBytes = 4 << 10
)

// Options say how to run the operator.
type Options struct {
	// Admin may ask for a token of the operator's ServiceAccount.
	Admin *rest.Config
	// Dir holds the kubeconfig and the log of the operator.
	Dir string
	// Args are added to the command line.
	Args []string
}

// Operator is a running operator.
type Operator struct {
	command *exec.Cmd
	health  string
	log     string
	done    chan struct{}
	exit    error
}

// Start runs a binary that Build made, and returns once it is ready. The operator
// ends with the program that starts it, if it is not stopped before.
func Start(ctx context.Context, binary string, options Options) (*Operator, error) {
	o, err := Launch(ctx, binary, options)
	if err != nil {
		return nil, err
	}
	if err := o.AwaitReady(ctx); err != nil {
		return nil, errors.Join(err, o.Stop())
	}
	return o, nil
}

// Launch does what Start does, but does not wait until the operator is ready: it
// may be killed before.
func Launch(ctx context.Context, binary string, options Options) (*Operator, error) {
	config, err := identity(ctx, options.Admin)
	if err != nil {
		return nil, err
	}
	kubeconfig := filepath.Join(options.Dir, "operator.kubeconfig")
	if err := localcluster.WriteKubeconfig(kubeconfig, config); err != nil {
		return nil, err
	}
	health, err := freeAddress()
	if err != nil {
		return nil, err
	}
	o := &Operator{health: health, log: LogPath(options.Dir), done: make(chan struct{})}
	args := append([]string{"--kubeconfig=" + kubeconfig, "--health-probe-bind-address=" + health, "--metrics-bind-address=0"}, options.Args...)
	if err := o.run(binary, args); err != nil {
		return nil, err
	}
	return o, nil
}

// LogPath is where an operator that was started with this Dir logs to. Those that
// follow each other in one Dir write to one log.
func LogPath(dir string) string { return filepath.Join(dir, "operator.log") }

// run starts the process from a thread that waits for its end: the kernel kills a
// process with Pdeathsig when the thread that started it ends.
func (o *Operator) run(binary string, args []string) error {
	log, err := os.OpenFile(o.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open the operator's log: %w", err)
	}
	o.command = exec.Command(binary, args...) //nolint:noctx // it outlives this call; Stop ends it
	o.command.Stdout, o.command.Stderr = log, log
	o.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := errors.Join(o.command.Start(), log.Close())
		started <- err
		if err == nil {
			o.exit = o.command.Wait()
			close(o.done)
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start the operator: %w", err)
	}
	return nil
}

// AwaitReady returns once the operator is ready, or an error with the end of its
// log if it ended before.
func (o *Operator) AwaitReady(ctx context.Context) error {
	err := wait.PollUntilContextTimeout(ctx, readyEvery, readyWithin, true, func(ctx context.Context) (bool, error) {
		select {
		case <-o.done:
			return false, fmt.Errorf("it ended: %w", o.exit)
		default:
			return o.ready(ctx), nil
		}
	})
	if err != nil {
		return fmt.Errorf("the operator did not become ready: %w; its log ends with\n%s", err, o.LogTail())
	}
	return nil
}

func (o *Operator) ready(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+o.health+"/readyz", http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

// Stop asks the operator to end and waits until it did.
func (o *Operator) Stop() error { return o.end(syscall.SIGTERM) }

// Kill ends the operator at once, as a power cut would.
func (o *Operator) Kill() error { return o.end(syscall.SIGKILL) }

// Done is closed once the operator has ended, for whatever reason.
func (o *Operator) Done() <-chan struct{} { return o.done }

func (o *Operator) end(signal syscall.Signal) error {
	select {
	case <-o.done:
		return nil
	default:
	}
	if err := o.command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("send %v to the operator: %w", signal, err)
	}
	select {
	case <-o.done:
		return nil
	case <-time.After(stopWithin):
		return errors.Join(fmt.Errorf("the operator did not end within %s of %v", stopWithin, signal), o.command.Process.Kill())
	}
}

// LogTail returns the end of the operator's log.
func (o *Operator) LogTail() string {
	content, err := os.ReadFile(o.log)
	if err != nil {
		return err.Error()
	}
	if len(content) > tailBytes {
		content = content[len(content)-tailBytes:]
		content = content[bytes.IndexByte(content, '\n')+1:]
	}
	return string(content)
}

// freeAddress returns a loopback address that nothing listens on.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at once
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return address, nil
}
