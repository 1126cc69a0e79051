// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// WorkloadName names a workload; its objects bear the name.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=52
// +kubebuilder:validation:XValidation:rule="self.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",messageExpression="'\"' + self + '\" is not the name of a workload: begin with a lower-case letter, and use lower-case letters, digits and hyphens'"
type WorkloadName string

// WorkloadPresence tells whether a workload runs.
//
// +kubebuilder:validation:Enum=Present;Absent
type WorkloadPresence string

const (
	// WorkloadPresent lets the workload run.
	WorkloadPresent WorkloadPresence = "Present"
	// WorkloadAbsent keeps an inherited workload of the name from running.
	WorkloadAbsent WorkloadPresence = "Absent"
)

// Workload is what runs in the namespace of a region. The pods are made by the
// operator from these few fields: they run as an unprivileged user, without
// rights at the API server, on a read-only root with a writable /tmp, under Pod
// Security "restricted".
//
// +kubebuilder:validation:XValidation:rule="(has(self.presence) && self.presence == 'Absent') != (has(self.deployment) || has(self.cronJob))",message="declare one of deployment and cronJob, or presence: Absent to keep an inherited workload of this name from running"
// +kubebuilder:validation:XValidation:rule="!(has(self.deployment) && has(self.cronJob))",message="declare one of deployment and cronJob, not both"
type Workload struct {
	// name of the workload. Declared nearer to a region, it overrides one of the
	// same name from further up.
	// +required
	Name WorkloadName `json:"name,omitempty"`

	// levels whose regions run the workload: those of this region's descendants,
	// and this region itself if its own level is named. Left out, this region
	// alone runs it.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=4
	Levels []Level `json:"levels,omitempty"`

	// presence is Present, the default, or Absent to keep an inherited workload of this
	// name from running.
	// +optional
	// +kubebuilder:default=Present
	Presence WorkloadPresence `json:"presence,omitempty"`

	// deployment runs all the time.
	// +optional
	Deployment DeploymentWorkload `json:"deployment,omitzero"`

	// cronJob runs on a schedule.
	// +optional
	CronJob CronJobWorkload `json:"cronJob,omitzero"`
}

// DeploymentWorkload runs all the time.
//
// +kubebuilder:validation:MinProperties=1
type DeploymentWorkload struct {
	WorkloadContainer `json:",inline"`

	// replicas is how many pods run. Left out, it is 1 at first and then left to
	// whoever scales the Deployment. Taken out of a declaration, it is 1 again
	// before it is left to them.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000
	Replicas *int32 `json:"replicas,omitempty"`

	// port on which the container listens. A Service of the workload's name
	// leads to it. The container needs no right to use a port below 1024.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=65535
	Port int32 `json:"port,omitempty"`
}

// CronJobWorkload runs on a schedule.
type CronJobWorkload struct {
	WorkloadContainer `json:",inline"`

	// schedule in cron's five fields, in the time zone of the region in which it
	// runs, such as "0 6 * * 1-5". A run that is still going when the next is
	// due makes that one be left out.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=100
	Schedule string `json:"schedule,omitempty"`
}

// WorkloadContainer is the one container of a workload's pods.
type WorkloadContainer struct {
	// image of the container.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=500
	// +kubebuilder:validation:XValidation:rule="self.matches('^[a-zA-Z0-9]([-a-zA-Z0-9._:/@]*[a-zA-Z0-9])?$')",messageExpression="'\"' + self + '\" is not the name of an image: write it as name:tag or name@sha256:digest'"
	Image string `json:"image,omitempty"`

	// command that the container runs instead of the image's entrypoint.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=32
	// +kubebuilder:validation:items:MinLength=0
	// +kubebuilder:validation:items:MaxLength=4096
	Command []string `json:"command,omitempty"`

	// args of the command.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MinLength=0
	// +kubebuilder:validation:items:MaxLength=4096
	Args []string `json:"args,omitempty"`

	// env of the container, beside what the operator sets: SUPERVISION_JURISDICTION,
	// SUPERVISION_DISPLAY_NAME, SUPERVISION_LEVEL, SUPERVISION_DIVISION_CODE and TZ
	// tell in which region it runs.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	Env []EnvironmentVariable `json:"env,omitempty"`

	// resources of the container. What is left out is the default of the
	// region's LimitRange: 50m and 64Mi requested, 500m and 256Mi at most.
	// +optional
	Resources WorkloadResources `json:"resources,omitzero"`
}

// EnvironmentVariable is a variable with a fixed value.
type EnvironmentVariable struct {
	// name of the variable. Those that begin with SUPERVISION_, and TZ, are the
	// operator's.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=128
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Za-z_][A-Za-z0-9_]*$')",messageExpression="'\"' + self + '\" is not the name of an environment variable: use letters, digits and underscores, and begin with no digit'"
	// +kubebuilder:validation:XValidation:rule="self != 'TZ' && !self.startsWith('SUPERVISION_')",messageExpression="'\"' + self + '\" is set by the operator; choose another name'"
	Name string `json:"name,omitempty"`

	// value of the variable.
	// +optional
	// +kubebuilder:validation:MinLength=0
	// +kubebuilder:validation:MaxLength=4096
	Value *string `json:"value,omitempty"`
}

// WorkloadResources is what a container asks for, and what it gets at most.
//
// +kubebuilder:validation:MinProperties=1
type WorkloadResources struct {
	// requests of the container.
	// +optional
	Requests ResourceAmounts `json:"requests,omitzero"`

	// limits of the container.
	// +optional
	Limits ResourceAmounts `json:"limits,omitzero"`
}

// CPUAmount is an amount of processor time, as Kubernetes writes it. Quote it.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=14
// +kubebuilder:validation:XValidation:rule="self.matches('^[0-9]{1,9}(\\\\.[0-9]{1,3})?m?$')",messageExpression="'\"' + self + '\" is not an amount of processor time: write \"500m\" or \"2\"'"
type CPUAmount string

// MemoryAmount is an amount of memory, as Kubernetes writes it. Quote it.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=15
// +kubebuilder:validation:XValidation:rule="self.matches('^[0-9]{1,9}(\\\\.[0-9]{1,3})?(k|M|G|T|Ki|Mi|Gi|Ti)?$')",messageExpression="'\"' + self + '\" is not an amount of memory: write \"256Mi\" or \"2Gi\"'"
type MemoryAmount string

// ResourceAmounts are amounts of processor time and memory.
//
// +kubebuilder:validation:MinProperties=1
type ResourceAmounts struct {
	// cpu in processors, such as "500m" or "2".
	// +optional
	CPU CPUAmount `json:"cpu,omitempty"`

	// memory in bytes, such as "256Mi".
	// +optional
	Memory MemoryAmount `json:"memory,omitempty"`
}
