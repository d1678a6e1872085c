{{- define "leakfleet.selector" -}}
app.kubernetes.io/name: leakfleet
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "leakfleet.labels" -}}
{{ include "leakfleet.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "leakfleet.image" -}}
{{- $registry := .root.Values.image.registry -}}
{{ with $registry }}{{ . }}/{{ end }}{{ .name }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "leakfleet.scheme" -}}{{ if eq .Values.tls.mode "off" }}http{{ else }}https{{ end }}{{- end }}

{{- define "leakfleet.server" -}}
{{- .Values.agent.server | default (printf "%s://%s.%s.svc:5341" (include "leakfleet.scheme" .) .Release.Name .Release.Namespace) -}}
{{- end }}

{{- define "leakfleet.tlsSecret" -}}{{ if eq .Values.tls.mode "secret" }}{{ .Values.tls.secretName }}{{ else }}{{ .Release.Name }}-tls{{ end }}{{- end }}

{{- define "leakfleet.keysSecret" -}}{{ .Values.access.keysSecretName | default (printf "%s-keys" .Release.Name) }}{{- end }}

{{- define "leakfleet.unprivileged" -}}
privileged: false
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: ["ALL"]
{{- end }}

{{- define "leakfleet.database" -}}
- name: LEAKFLEET_DATABASE
  valueFrom:
    secretKeyRef:
      name: {{ .Values.cluster.database.secretName }}
      key: {{ .Values.cluster.database.key }}
{{- end }}

{{- /* What contradicts itself is told before anything is installed, all at once. */ -}}
{{- define "leakfleet.check" -}}
{{- $faults := list -}}
{{- if not .Values.image.registry }}{{ $faults = append $faults "image.registry: say where the images are" }}{{ end -}}
{{- if and .Values.agent.enabled (not .Values.cluster.enabled) (not .Values.agent.server) }}{{ $faults = append $faults "agent.server: without the cluster of this release, say which server agents send to" }}{{ end -}}
{{- if and (not .Values.cluster.enabled) (eq .Values.tls.mode "generated") }}{{ $faults = append $faults "tls.mode: generated makes the certificate of this release's cluster; for another server give secret (with its ca.crt), or off for authorities that every system trusts" }}{{ end -}}
{{- if and .Values.cluster.enabled (eq .Values.cluster.mode "silos") (not .Values.cluster.database.secretName) }}{{ $faults = append $faults "cluster.database.secretName: silos share a database" }}{{ end -}}
{{- if and (eq .Values.tls.mode "secret") (not .Values.tls.secretName) }}{{ $faults = append $faults "tls.secretName: mode secret needs it" }}{{ end -}}
{{- if and (eq .Values.tls.mode "off") (eq .Values.access.agents "certificate") }}{{ $faults = append $faults "access.agents: certificates are shown in TLS, which tls.mode turns off" }}{{ end -}}
{{- if and (ne .Values.access.agents "service-account") (not .Values.access.agentSecretName) }}{{ $faults = append $faults (printf "access.agentSecretName: %s needs it" .Values.access.agents) }}{{ end -}}
{{- if and .Values.metrics.serviceMonitor (not .Values.metrics.keySecretName) }}{{ $faults = append $faults "metrics.keySecretName: metrics are told to readers only" }}{{ end -}}
{{- if and .Values.metrics.prometheusRule (not .Values.cluster.enabled) }}{{ $faults = append $faults "metrics.prometheusRule: its rules are about the metrics of the cluster, which is not of this release" }}{{ end -}}
{{- if $faults }}{{ fail (join "; " $faults) }}{{ end -}}
{{- end }}
