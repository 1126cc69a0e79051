// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"bytes"
	"io"
	"os"
	"strings"
	"sync"
)

const (
	// logTailLines is how much of a component's log an error quotes.
	logTailLines = 20
	// logTailBytes bounds what is read from the end of a log; stack traces make long lines.
	logTailBytes = 32 << 10
	// logLineBytes bounds one quoted line.
	logLineBytes = 600
)

// lastLines returns the last n lines of text that are not blank, each cut to a length that a person can read.
func lastLines(text string, n int) string {
	var kept []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n\t ")
		if line == "" {
			continue
		}
		if len(line) > logLineBytes {
			line = strings.ToValidUTF8(line[:logLineBytes], "") + " …"
		}
		kept = append(kept, line)
	}
	if len(kept) > n {
		kept = kept[len(kept)-n:]
	}
	return strings.Join(kept, "\n")
}

// tailOfFile reads the end of a log from offset on; a log that cannot be read explains itself in its place, since the
// error that quotes it matters more.
func tailOfFile(path string, offset int64) string {
	file, err := os.Open(path)
	if err != nil {
		return "(no log: " + err.Error() + ")"
	}
	defer file.Close() //nolint:errcheck // opened for reading only
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return "(no log: " + err.Error() + ")"
	}
	offset = max(offset, size-logTailBytes)
	content, err := io.ReadAll(io.NewSectionReader(file, offset, size-offset))
	if err != nil {
		return "(no log: " + err.Error() + ")"
	}
	return string(content)
}

// tailBuffer is a writer that remembers the end of what was written.
type tailBuffer struct {
	mu      sync.Mutex
	content []byte
}

func (b *tailBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.content = append(b.content, p...)
	if len(b.content) > 2*logTailBytes { // not at every write, which would copy the whole each time
		b.content = bytes.Clone(b.content[len(b.content)-logTailBytes:])
	}
	return len(p), nil
}

func (b *tailBuffer) last(n int) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return lastLines(string(b.content), n)
}
