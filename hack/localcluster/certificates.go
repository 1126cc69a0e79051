// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	// certificateLife is long enough that a cluster kept by "make local-up" does not expire under a developer.
	certificateLife = 10 * 365 * 24 * time.Hour
	// clockTolerance lets a certificate be used at once by a process whose clock is a little behind.
	clockTolerance = 5 * time.Minute
)

// keyPair is a certificate with its private key, both PEM.
type keyPair struct {
	certificate, key []byte
}

// authority signs certificates.
type authority struct {
	keyPair
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// loadOrCreateAuthority reads the authority kept under a name, or makes one: a data directory that is used again keeps
// trusting the certificates handed out before.
func loadOrCreateAuthority(dir, name string) (*authority, error) {
	a, err := loadAuthority(dir, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return a, err
	}
	template := certificateTemplate(pkix.Name{CommonName: name})
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	pair, err := createKeyPair(template, nil)
	if err != nil {
		return nil, err
	}
	if err := pair.write(dir, name); err != nil {
		return nil, err
	}
	return loadAuthority(dir, name)
}

func loadAuthority(dir, name string) (*authority, error) {
	pair, err := readKeyPair(dir, name)
	if err != nil {
		return nil, err
	}
	certBlock, _ := pem.Decode(pair.certificate)
	keyBlock, _ := pem.Decode(pair.key)
	if certBlock == nil || keyBlock == nil {
		return nil, fmt.Errorf("certificate authority %s in %s: not PEM", name, dir)
	}
	certificate, err := x509.ParseCertificate(certBlock.Bytes)
	if err != nil {
		return nil, fmt.Errorf("certificate authority %s in %s: %w", name, dir, err)
	}
	key, err := x509.ParseECPrivateKey(keyBlock.Bytes)
	if err != nil {
		return nil, fmt.Errorf("certificate authority %s in %s: %w", name, dir, err)
	}
	return &authority{keyPair: *pair, certificate: certificate, key: key}, nil
}

// client signs a certificate by which the API server knows its holder: the common name is the user, the organizations
// are the groups.
func (a *authority) client(user string, groups ...string) (*keyPair, error) {
	template := certificateTemplate(pkix.Name{CommonName: user, Organization: groups})
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return createKeyPair(template, a)
}

// server signs a certificate for the loopback address. It serves as a client certificate too: etcd dials itself.
func (a *authority) server(name string, hosts ...string) (*keyPair, error) {
	template := certificateTemplate(pkix.Name{CommonName: name})
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	template.DNSNames = append([]string{"localhost"}, hosts...)
	return createKeyPair(template, a)
}

func certificateTemplate(subject pkix.Name) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		Subject:   subject,
		NotBefore: now.Add(-clockTolerance),
		NotAfter:  now.Add(certificateLife),
		KeyUsage:  x509.KeyUsageDigitalSignature,
	}
}

// createKeyPair makes a key and a certificate for it, signed by the authority or, without one, by itself.
func createKeyPair(template *x509.Certificate, by *authority) (*keyPair, error) {
	name := template.Subject.CommonName
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("key of %s: %w", name, err)
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return nil, fmt.Errorf("serial number of %s: %w", name, err)
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("certificate of %s: %w", name, err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("key of %s: %w", name, err)
	}
	return &keyPair{
		certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		key:         pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}),
	}, nil
}

func certPath(dir, name string) string { return filepath.Join(dir, name+".crt") }
func keyPath(dir, name string) string  { return filepath.Join(dir, name+".key") }

// write stores the key before the certificate: a pair whose certificate is there is complete.
func (k *keyPair) write(dir, name string) error {
	if err := writeFileAtomically(keyPath(dir, name), k.key, 0o600); err != nil {
		return err
	}
	return writeFileAtomically(certPath(dir, name), k.certificate, 0o600)
}

func readKeyPair(dir, name string) (*keyPair, error) {
	certificate, err := os.ReadFile(certPath(dir, name))
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	key, err := os.ReadFile(keyPath(dir, name))
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	return &keyPair{certificate: certificate, key: key}, nil
}
