using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>
/// One assembly file of a target, read for what the runtime's events leave out of its types' names. The file is the target's: whatever is in it, the outcome
/// is a text or none.
/// </summary>
internal sealed class SnapshotAssembly : IDisposable
{
    /// <summary>The largest of the framework has 15 MB.</summary>
    private const long FileBytesMax = 256 * 1024 * 1024;

    private const int DepthMax = 32;
    private const uint TypeDefinition = 0x0200_0000;

    private readonly FileStream _file;
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;

    private SnapshotAssembly(FileStream file, PEReader image, string name)
    {
        (_file, _image, Name) = (file, image, name);
        _metadata = image.GetMetadataReader();
    }

    /// <summary>Simple name.</summary>
    public string Name { get; }

    /// <summary>Null when there is no such file that can be read, as in a single-file bundle.</summary>
    public static SnapshotAssembly? Open(ProcTree proc, int pid, string path)
    {
        if (proc.OpenRegularFile(pid, path, FileBytesMax, out var handle) != ReadOutcome.Ok || handle is null) return null;
        var file = new FileStream(handle, FileAccess.Read);
        PEReader? image = null;
        try
        {
            image = AssemblyImage.Open(file);
            if (image is not null) return new SnapshotAssembly(file, image, Path.GetFileNameWithoutExtension(path));
        }
        catch (Exception e) when (IsFault(e))
        {
            // Not an assembly, or one made to look broken: the same as none.
        }
        image?.Dispose();
        file.Dispose();
        return null;
    }

    /// <summary><c>Space.Outer`1+Inner+</c> for a type nested in these; empty for one that is not nested, null when it cannot be said.</summary>
    /// <param name="token">Its row in the table of type definitions, with or without the table's number.</param>
    public string? NamesAround(uint token, int charsMax)
    {
        if (token is not (< 0x0100_0000 or >= TypeDefinition and < TypeDefinition + 0x0100_0000)) return null;
        try
        {
            var around = "";
            var type = _metadata.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle((int)(token & 0x00FF_FFFF)));
            for (var depth = 0; type.GetDeclaringType() is { IsNil: false } outer; depth++)
            {
                if (depth == DepthMax || around.Length > charsMax) return null;
                type = _metadata.GetTypeDefinition(outer);
                var space = _metadata.GetString(type.Namespace);
                around = $"{(space.Length > 0 ? space + "." : "")}{_metadata.GetString(type.Name)}+{around}";
            }
            return around;
        }
        catch (Exception e) when (IsFault(e))
        {
            return null;
        }
    }

    public void Dispose()
    {
        _image.Dispose();
        _file.Dispose();
    }

    private static bool IsFault(Exception e) =>
        e is BadImageFormatException or InvalidOperationException or IOException or ArgumentException or OverflowException or UnauthorizedAccessException;
}
