namespace LeakFleet.Agent.Procfs;

internal readonly record struct FileFacts(FileKind Kind, long SizeBytes, long ModifiedUnixSeconds);

/// <summary>The type bits of a file's mode.</summary>
internal enum FileKind
{
    None = 0,
    Directory = 0x4000,
    Regular = 0x8000,
    Link = 0xA000,
    Socket = 0xC000,
}
