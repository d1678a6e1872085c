using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>Names of types by id, from the runtime's bulk type events. The target writes these: every length is checked.</summary>
/// <remarks>
/// GCBulkType: count u32, CLR instance u16, then for each type: id u64, module u64, name id u32, flags u32, element kind u8, name (UTF-16, closed by a
/// zero), number of arguments u32, their ids u64 each. The name id is the type's token. The name of a nested type lacks the types around it, which its
/// assembly's metadata has; the names of its arguments are whole. An array has its element's name and token, and its element as argument.
/// </remarks>
internal sealed class SnapshotTypes(int typesMax, int nameCharsMax)
{
    private const int HeaderBytes = 6;
    private const int FixedBytes = 25;
    private const int ArgumentsMax = 64;
    private const int ArraysMax = 8;
    private const uint FlagArray = 8;

    private readonly Dictionary<ulong, Described> _types = [];
    private readonly Dictionary<(ulong Module, uint Token), (string Around, string Assembly)> _around = [];

    /// <summary>Whether all of the event could be understood and kept.</summary>
    public bool Add(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderBytes) return false;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        var rest = payload[HeaderBytes..];
        for (; count > 0; count--)
        {
            if (!TryRead(ref rest, out var id, out var type)) return false;
            if (_types.Count >= typesMax && !_types.ContainsKey(id)) return false;
            _types[id] = type;
        }
        return true;
    }

    /// <summary>Looks up what the names lack, one assembly after another.</summary>
    public void Complete(SnapshotModules modules, Func<string, SnapshotAssembly?> open, CancellationToken cancellation)
    {
        foreach (var module in _types.Values.Where(type => type.Name.Length > 0).GroupBy(type => type.Module))
        {
            cancellation.ThrowIfCancellationRequested();
            if (modules.PathOf(module.Key) is not { } path) continue;
            using var assembly = open(path);
            if (assembly is null) continue;
            foreach (var token in module.Select(type => type.Token).Distinct())
                if (assembly.NamesAround(token, nameCharsMax) is { } around) _around[(module.Key, token)] = (around, assembly.Name);
        }
    }

    /// <summary>Null when the type was never described. Without an assembly its file could not be read, and the name may lack types around it.</summary>
    public TypeName? NameOf(ulong id)
    {
        var (element, suffix) = (_types.GetValueOrDefault(id), "");
        if (element.Name is not { Length: > 0 } name) return null;
        // An array's own record may lack module and token; its element's does not.
        for (var i = 0; i < ArraysMax && element.IsArray && _types.TryGetValue(element.Argument, out var inner); i++) element = inner;
        if (name.StartsWith(element.Name, StringComparison.Ordinal)) suffix = name[element.Name.Length..];
        else element = _types[id];
        if (!_around.TryGetValue((element.Module, element.Token), out var found)) return new TypeName(Spell(name), "");
        return new TypeName(Spell(found.Around + element.Name + suffix), PlainText.Of(found.Assembly, nameCharsMax));
    }

    private string Spell(string name) => PlainText.Of(SnapshotSpelling.Of(name), nameCharsMax);

    private bool TryRead(ref ReadOnlySpan<byte> rest, out ulong id, out Described type)
    {
        (id, type) = (0, default);
        if (rest.Length < FixedBytes) return false;
        id = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        var module = BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]);
        var token = BinaryPrimitives.ReadUInt32LittleEndian(rest[16..]);
        var isArray = (BinaryPrimitives.ReadUInt32LittleEndian(rest[20..]) & FlagArray) != 0;
        rest = rest[FixedBytes..];
        var chars = MemoryMarshal.Cast<byte, char>(rest);
        var length = chars.IndexOf('\0');
        if (length < 0) return false;
        // Longer ones are cut anyway; twice that, since spelling removes characters too.
        var name = chars[..Math.Min(length, 2 * nameCharsMax)].ToString();
        rest = rest[((length + 1) * sizeof(char))..];
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(rest, out var arguments) || arguments > ArgumentsMax) return false;
        var end = sizeof(uint) + (int)arguments * sizeof(ulong);
        if (rest.Length < end) return false;
        var argument = arguments > 0 ? BinaryPrimitives.ReadUInt64LittleEndian(rest[sizeof(uint)..]) : 0;
        type = new Described(name, module, token, isArray && arguments == 1, argument);
        rest = rest[end..];
        return true;
    }

    private readonly record struct Described(string Name, ulong Module, uint Token, bool IsArray, ulong Argument);
}
