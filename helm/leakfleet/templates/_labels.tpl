{{- define "leakfleet.selector" -}}
app.kubernetes.io/name: leakfleet
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "leakfleet.labels" -}}
{{ include "leakfleet.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
