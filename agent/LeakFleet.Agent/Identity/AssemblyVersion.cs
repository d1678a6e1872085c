using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using LeakFleet.Agent.Procfs;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Identity;

/// <summary>The version in an assembly file of a target, without loading it. The file is the target's: whatever is in it, the outcome is a version or none.</summary>
internal static class AssemblyVersion
{
    /// <summary>Above this it is a bundle or a trap; an entry assembly has a few kilobytes to a few megabytes.</summary>
    public const long FileBytesMax = 64 * 1024 * 1024;

    private const int AttributesMax = 1000;

    /// <summary>The informational version without its source revision, else the file version, else the assembly version; empty when it is no assembly.</summary>
    public static string Read(Stream file)
    {
        try
        {
            using var image = AssemblyImage.Open(file);
            if (image is null) return "";
            var metadata = image.GetMetadataReader();
            var version = AttributeText(metadata, "AssemblyInformationalVersionAttribute") ?? AttributeText(metadata, "AssemblyFileVersionAttribute")
                ?? metadata.GetAssemblyDefinition().Version.ToString();
            var revision = version.IndexOf('+');
            return WireText.CleanName(revision < 0 ? version : version[..revision], WireLimits.NameCharsMax);
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or IOException or ArgumentException or OverflowException)
        {
            // Not an assembly, or one made to look broken; a service without a version is still watched.
            return "";
        }
    }

    private static string? AttributeText(MetadataReader metadata, string attributeName)
    {
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes().Take(AttributesMax))
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference) continue;
            var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
            if (parent.Kind != HandleKind.TypeReference) continue;
            if (!metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)parent).Name, attributeName)) continue;
            var value = metadata.GetBlobReader(attribute.Value);
            // ECMA-335 II.23.3: prolog 0x0001, then the constructor's one string.
            if (value.Length < 3 || value.ReadUInt16() != 1) continue;
            if (value.ReadSerializedString() is { Length: > 0 } text) return text;
        }
        return null;
    }
}
