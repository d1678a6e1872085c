using Orleans.Storage;

namespace LeakFleet.Silo.State;

/// <summary>Puts the bytes of a state into the database as they are: what a column holds does not depend on the serializer of a release.</summary>
internal sealed class RawStateSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T input) => input is StoredState state
        ? BinaryData.FromBytes(state.Bytes)
        : throw new NotSupportedException($"{typeof(T)} is no state of a grain");

    public T Deserialize<T>(BinaryData input) => typeof(T) == typeof(StoredState)
        ? (T)(object)new StoredState { Bytes = input.ToArray() }
        : throw new NotSupportedException($"{typeof(T)} is no state of a grain");
}
