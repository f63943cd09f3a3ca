namespace Rrm.Checkpoints.PyTorch;

/// <summary>A dict or OrderedDict of a pickle, in its order. Entries whose key is no string are dropped: no name of a tensor is among them.</summary>
internal sealed class PickleDictionary
{
    private OrderedDictionary<string, object>? entries;

    public IEnumerable<KeyValuePair<string, object>> Entries => entries ?? [];

    public object? Find(string key) => entries?.GetValueOrDefault(key);

    public void Add(object key, object value)
    {
        if (key is string name && !(entries ??= new(StringComparer.Ordinal)).TryAdd(name, value))
            throw new InvalidDataException($"the key {Shown.Of(name)} comes twice in one dict.");
    }
}
