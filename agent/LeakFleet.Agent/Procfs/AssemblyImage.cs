using System.Reflection.PortableExecutable;

namespace LeakFleet.Agent.Procfs;

/// <summary>A target's assembly file, opened for its metadata. Its owner may change it at any moment, also while it is read.</summary>
internal static class AssemblyImage
{
    /// <summary>It is held in memory. The largest of the framework has 4 MB of it.</summary>
    public const int MetadataBytesMax = 16 * 1024 * 1024;

    /// <summary>Null when the file is no assembly, or has more metadata than that. The caller closes the file.</summary>
    /// <exception cref="BadImageFormatException">The file is broken, or made to look so.</exception>
    public static PEReader? Open(Stream file)
    {
        // Not the file itself, which the reader would map into memory: to touch a mapped page of a file that was cut meanwhile ends the process.
        var image = new PEReader(new CopiedStream(file));
        try
        {
            if (image.HasMetadata && image.PEHeaders.MetadataSize <= MetadataBytesMax) return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
        image.Dispose();
        return null;
    }
}
